/**
 * Keeps a long run small: the engine lets garbage grow to several times what is in use before it looks, and a user's
 * machine (a NAS) has better uses for memory. @param every units of work after which it is made to look
 */
export class MemoryLimit {
  private done = 0;

  constructor(private readonly every: number) {}

  /** To be told of work done. */
  note(units: number): void {
    this.done += units;
    if (this.done < this.every) return;
    this.done = 0;
    Bun.gc(true);
  }
}
