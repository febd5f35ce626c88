import type { Log } from "../../core/log.ts";
import { type After, after } from "../requests/request-log.ts";
import type { WatchEvent } from "../watch/watch-event.ts";
import { type JobOptions, runJob } from "./job.ts";

export interface WatchTaskOptions {
  /** The database. */
  path: string;
  /** As in `WatchOptions`. */
  pollMs?: number | undefined;
  onEvent: (event: WatchEvent) => void;
  log: Log;
  later?: After;
  clock?: () => number;
  /** Watches until it is stopped. */
  run?: (input: { path: string; pollMs: number | undefined }, options: JobOptions<"watch">) => Promise<unknown>;
}

const FIRST_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 5 * 60_000;

/** Watches in a thread beside whatever else the process does. What goes wrong there is logged, and it begins anew. */
export class WatchTask {
  private readonly stopping = new AbortController();
  private cancel = () => {};
  private pauseMs = FIRST_PAUSE_MS;
  private running: Promise<void>;

  /** Begins at once. */
  constructor(private readonly options: WatchTaskOptions) {
    this.running = this.run();
  }

  /** Ends when what is being written is written. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.cancel();
    await this.running;
  }

  private async run(): Promise<void> {
    const { path, pollMs, onEvent, log, later = after, clock = Date.now, run = watchJob } = this.options;
    const { signal } = this.stopping;
    const startedAt = clock();
    try {
      await run({ path, pollMs }, { signal, onEvent });
    } catch (error) {
      // It went well for long: this is not the failure of before.
      if (clock() - startedAt > MAX_PAUSE_MS) this.pauseMs = FIRST_PAUSE_MS;
      log("error", "watch failed; restarting it", { error: String(error), pause_ms: this.pauseMs });
    }
    if (signal.aborted) return;
    this.cancel = later(this.pauseMs, () => {
      this.running = this.run();
    });
    this.pauseMs = Math.min(this.pauseMs * 2, MAX_PAUSE_MS);
  }
}

const watchJob: NonNullable<WatchTaskOptions["run"]> = (input, options) => runJob("watch", input, options);
