import type { Log } from "../../core/log.ts";
import { failureOf } from "../../core/thrown-error.ts";
import type { RunKind, RunStatus } from "../../store/operations/runs.ts";
import type { Store } from "../../store/store.ts";
import { type After, after } from "../requests/request-log.ts";
import { type Attempt, Lease } from "../runtime/lease.ts";
import { Stores } from "../runtime/stores.ts";

export interface ScheduleOptions {
  /** The database. */
  path: string;
  log: Log;
  clock?: () => number;
  later?: After;
}

/** Work that a long-running process does from time to time, one process at a time. */
export interface ScheduledWork<R> {
  /** Of the lease, of the rows in `runs`, and in the log. */
  kind: RunKind;
  /** Time after one of them in which nobody looks whether the next is due; a minute where nothing is said. */
  restMs?: number;
  /**
   * When it is due next, in Unix milliseconds; null for never, as things stand.
   * @param since when waiting began
   */
  due(store: Store, now: number, since: number): number | null;
  /** Does it; `run` is its row in `runs`, which ends as the result says unless that is noted already. */
  make(run: number, signal: AbortSignal): Promise<R>;
  /** Logs what came of it and answers how the run ended. */
  ended(result: R, log: Log): RunStatus;
}

/** The settings may change and the clock may jump: no wait is longer. */
const LOOK_MS = 60_000;
const FIRST_RETRY_MS = 60_000;
const MAX_RETRY_MS = 3_600_000;

/**
 * When work is due again: an interval after it was last done, or after `begin` where it never was; after failures at
 * growing distances, an hour at most.
 */
export function nextRunAt(store: Store, kind: RunKind, intervalMs: number, now: number, begin: number): number {
  const [last] = store.runs.newest(kind, 1, ["done", "partly"]);
  const from = last?.startedAt ?? begin;
  // A time to come was noted before the clock was set back.
  const due = from > now ? now : from + intervalMs;
  const failures = store.runs.newest(kind, 10, ["failed"]).filter(({ id }) => id > (last?.id ?? 0));
  const failedAt = failures[0]?.finishedAt;
  if (failedAt === undefined || failedAt === null || failedAt > now) return due;
  const retry = Math.min(intervalMs, MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures.length - 1));
  return Math.max(due, failedAt + retry);
}

/**
 * Does scheduled work in a long-running process. Several processes on one database do it once: a row in the database
 * says who holds the lease.
 */
export class Schedule<R> {
  private readonly stores: Stores;
  private readonly since: number;
  private readonly lease: Lease;
  private readonly stopping = new AbortController();
  private cancel: (() => void) | null = null;
  private running: Promise<void> = Promise.resolve();

  /** Starts looking at once. */
  constructor(
    private readonly options: ScheduleOptions,
    private readonly work: ScheduledWork<R>,
  ) {
    // Waiting happens between looks, not inside the event loop.
    this.stores = new Stores(options.path, { busyTimeoutMs: 20, relaxed: true });
    this.since = this.now;
    this.lease = new Lease(work.kind, () => this.now);
    this.look();
  }

  /** Ends: what is being done is told to stop, and waited for. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.cancel?.();
    await this.running;
    this.stores.close();
  }

  private get now(): number {
    return (this.options.clock ?? Date.now)();
  }

  private look(): void {
    if (this.stopping.signal.aborted) return;
    let wait = LOOK_MS;
    try {
      const due = this.stores.use((store) => this.work.due(store, this.now, this.since));
      if (due !== null && due <= this.now) {
        const run = this.acquire();
        if (run !== null) {
          // Not at once: where nothing can be noted, one would follow the other.
          this.running = this.make(run).finally(() => this.lookIn(this.work.restMs ?? LOOK_MS));
          return;
        }
      } else if (due !== null) wait = Math.min(LOOK_MS, due - this.now);
    } catch (error) {
      // Locked, missing, read-only: the next look may find it otherwise.
      this.options.log("debug", `${this.work.kind}: cannot check whether one is due`, { error: String(error) });
    }
    this.lookIn(wait);
  }

  private lookIn(ms: number): void {
    if (!this.stopping.signal.aborted) this.cancel = (this.options.later ?? after)(ms, () => this.look());
  }

  /** Takes the lease; answers the run, or null when it is another process's or nothing is due any more. */
  private acquire(): number | null {
    return this.stores.use((store) =>
      store.write(() => {
        const due = this.work.due(store, this.now, this.since);
        if (due === null || due > this.now) return null;
        return this.lease.take(store);
      }),
    );
  }

  private make(run: number): Promise<void> {
    const { log } = this.options;
    const { kind } = this.work;
    return this.lease.hold(this.attempt, async () => {
      try {
        const result = await this.work.make(run, this.stopping.signal);
        const status = this.work.ended(result, log);
        this.attempt((store) => this.lease.end(store, run, status, result));
      } catch (error) {
        const { code, message } = failureOf(error);
        if (this.stopping.signal.aborted) log("info", `${kind} cancelled: stopping`);
        else log("error", `${kind} failed, will retry`, { code, error: message });
        this.attempt((store) => this.lease.end(store, run, "failed", { code, message }));
      }
    });
  }

  /** Writes what may also stay unwritten: a lease ends by itself. */
  private readonly attempt: Attempt = (write) => {
    try {
      this.stores.use((store) => store.write(() => write(store)));
    } catch (error) {
      this.options.log("debug", `${this.work.kind}: cannot record its state`, { error: String(error) });
    }
  };
}
