/** Waits for a time, or for what makes the wait shorter. Times are Unix milliseconds of `clock`. */
export class Alarm {
  private until = 0;
  private ring = () => {};

  constructor(
    private readonly clock: () => number,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => this.wake());
  }

  /** Resolves at the time, when it is woken, or at once where the signal is aborted. */
  async wait(until: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, until - this.clock()));
      this.until = until;
      this.ring = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.signal.aborted) this.ring();
    });
    this.until = 0;
    this.ring = () => {};
  }

  /** Ends the wait; does nothing where none goes on. */
  wake(): void {
    this.ring();
  }

  /** Ends a wait that would last beyond the time. */
  wakeBy(time: number): void {
    if (time < this.until) this.ring();
  }
}
