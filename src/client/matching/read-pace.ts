import { YieldEvery } from "../../work/runtime/yield-every.ts";

/** Keeps a rate of reading, and lets signals and timers through: reading itself never waits for the event loop. */
export class ReadPace {
  private readonly yields = new YieldEvery();
  private since: number | null = null;
  private bytes = 0;

  /**
   * @param bytesPerSecond null for as fast as it goes
   * @param clock milliseconds
   */
  constructor(
    private readonly bytesPerSecond: number | null,
    private readonly clock: () => number,
    private readonly wait: (ms: number) => Promise<void>,
  ) {}

  /** To be told of every read; what it returns is to be waited for. */
  read(bytes: number): Promise<void> | undefined {
    if (this.bytesPerSecond !== null) {
      this.since ??= this.clock();
      this.bytes += bytes;
      const due = this.since + (this.bytes / this.bytesPerSecond) * 1000 - this.clock();
      if (due > 0) return this.wait(due);
    }
    return this.yields.isDue ? this.yields.rest() : undefined;
  }
}
