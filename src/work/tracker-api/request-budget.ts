import { setTimeout as sleep } from "node:timers/promises";

const MINUTE_MS = 60_000;

/** How many questions a tracker gets in a minute: a tracker that is kept busy by us serves nobody. */
export class RequestBudget {
  private start = Number.NEGATIVE_INFINITY;
  private taken = 0;

  constructor(
    private readonly perMinute: number,
    private readonly clock: () => number,
    private readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown> = (ms, signal) =>
      sleep(ms, undefined, { signal }),
  ) {}

  /** Questions that may be asked in this minute yet. */
  get left(): number {
    const now = this.clock();
    if (now - this.start >= MINUTE_MS || now < this.start) {
      this.start = now;
      this.taken = 0;
    }
    return Math.max(0, this.perMinute - this.taken);
  }

  /** Takes one, in the next minute where this one has none left. */
  async take(signal: AbortSignal): Promise<void> {
    while (this.left === 0) await this.wait(Math.max(1, this.start + MINUTE_MS - this.clock()), signal);
    this.taken++;
  }
}
