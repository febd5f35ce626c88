import { yieldToEventLoop } from "./yield-to-event-loop.ts";

/** How long work may go on before everything else gets its turn, in milliseconds. */
const STRETCH_MS = 5;

/** Makes long work give way again and again, at next to no cost where it is short. */
export class YieldEvery {
  private since = performance.now();

  /** True when it is time to `rest`. */
  get isDue(): boolean {
    return performance.now() - this.since > STRETCH_MS;
  }

  /** Lets everything else that waits for the event loop run first. */
  async rest(): Promise<void> {
    await yieldToEventLoop();
    this.since = performance.now();
  }
}
