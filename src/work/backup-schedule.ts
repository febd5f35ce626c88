import type { Log } from "../core/log.ts";
import type { Store } from "../store/store.ts";
import type { BackupRequest, BackupResult } from "./backup.ts";
import { runJob } from "./job.ts";
import { type After, after } from "./request-log.ts";
import { Stores } from "./stores.ts";

export interface BackupScheduleOptions {
  /** The database. */
  path: string;
  log: Log;
  clock?: () => number;
  later?: After;
  backUp?: (request: BackupRequest, signal: AbortSignal) => Promise<BackupResult>;
}

/** The settings may change and the clock may jump: no wait is longer. */
const LOOK_MS = 60_000;
/** A claim that was not renewed for so long was left by a process that died. */
const CLAIM_MS = 60_000;
const RENEW_MS = 15_000;
const HOUR_MS = 3_600_000;
const FIRST_RETRY_MS = 60_000;
const MAX_RETRY_MS = HOUR_MS;

/**
 * When the next automatic backup is due, in Unix milliseconds: an interval after the last one, or after the first scan;
 * after failures at growing distances. Null where the setting turns them off.
 * @param since when waiting began, for a database without any history
 */
export function nextBackupAt(store: Store, now: number, since: number): number | null {
  const interval = store.settings.read().settings.backup_interval_hours * HOUR_MS;
  if (interval === 0) return null;
  const [last] = store.runs.newest("backup", 1, ["done", "partly"]);
  const begin = last?.startedAt ?? store.runs.firstStart() ?? since;
  // A time to come was noted before the clock was set back.
  const due = begin > now ? now : begin + interval;
  const failures = store.runs.newest("backup", 10, ["failed"]).filter(({ id }) => id > (last?.id ?? 0));
  const failedAt = failures[0]?.finishedAt;
  if (failedAt === undefined || failedAt === null || failedAt > now) return due;
  const retry = Math.min(interval, MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures.length - 1));
  return Math.max(due, failedAt + retry);
}

/**
 * Makes the automatic backups of a long-running process. Several processes on one database make each of them once: a row
 * in the database says whose turn it is.
 */
export class BackupSchedule {
  private readonly stores: Stores;
  private readonly since: number;
  private readonly token = crypto.randomUUID();
  private readonly stopping = new AbortController();
  private cancel: (() => void) | null = null;
  private running: Promise<void> = Promise.resolve();

  /** Starts looking at once. */
  constructor(private readonly options: BackupScheduleOptions) {
    // Waiting happens between looks, not inside the event loop.
    this.stores = new Stores(options.path, { busyTimeoutMs: 20 });
    this.since = this.now;
    this.look();
  }

  /** Ends: a backup that is being made is given up at its next step. */
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
      const due = this.stores.use((store) => nextBackupAt(store, this.now, this.since));
      if (due !== null && due <= this.now) {
        const run = this.claim();
        if (run !== null) {
          // Not at once: where nothing can be noted, one would follow the other.
          this.running = this.make(run).finally(() => this.lookIn(LOOK_MS));
          return;
        }
      } else if (due !== null) wait = Math.min(LOOK_MS, due - this.now);
    } catch (error) {
      // Locked, missing, read-only: the next look may find it otherwise.
      this.options.log("debug", "backup: cannot look whether one is due", { error: String(error) });
    }
    this.lookIn(wait);
  }

  private lookIn(ms: number): void {
    if (!this.stopping.signal.aborted) this.cancel = (this.options.later ?? after)(ms, () => this.look());
  }

  /** Takes the turn; answers the run, or null when it is another process's or no backup is due any more. */
  private claim(): number | null {
    return this.stores.use((store) =>
      store.write(() => {
        const due = nextBackupAt(store, this.now, this.since);
        if (due === null || due > this.now) return null;
        const claim = { name: "backup", token: this.token };
        const taken = store.claims.take(claim, process.pid, this.now, CLAIM_MS);
        if (!taken) return null;
        if (taken.left !== null) store.runs.finishRunning(taken.left, "failed", ABANDONED, this.now);
        const run = store.runs.start("backup", process.pid, this.now);
        store.claims.assign(claim, run);
        return run;
      }),
    );
  }

  private async make(run: number): Promise<void> {
    const { path, log, backUp = inThread } = this.options;
    const claim = { name: "backup", token: this.token };
    const renewing = setInterval(
      () => this.attempt((store) => store.claims.renew(claim, this.now, CLAIM_MS)),
      RENEW_MS,
    );
    renewing.unref();
    try {
      const made = await backUp({ path, folder: null, keep: null, run }, this.stopping.signal);
      this.attempt((store) => store.runs.finishRunning(run, "done", made, this.now));
      log("info", "backup made", {
        file: made.file,
        bytes: made.bytes,
        ms: made.duration_ms,
        removed: made.removed.length,
      });
      for (const problem of made.problems) log("warn", `backup: ${problem}`);
    } catch (error) {
      const { code = "FAILED", message = String(error) } = error as { code?: string; message?: string };
      if (this.stopping.signal.aborted) log("info", "backup given up: stopping");
      else log("error", "backup failed, will be tried again", { code, error: message });
      this.attempt((store) => store.runs.finishRunning(run, "failed", { code, message }, this.now));
    } finally {
      clearInterval(renewing);
      this.attempt((store) => store.claims.release(claim));
    }
  }

  /** Writes what may also stay unwritten: a claim ends by itself. */
  private attempt(write: (store: Store) => void): void {
    try {
      this.stores.use((store) => store.write(() => write(store)));
    } catch (error) {
      this.options.log("debug", "backup: cannot note how it goes", { error: String(error) });
    }
  }
}

const ABANDONED = { code: "FAILED", message: "The process that made it ended before it was done" };

function inThread(request: BackupRequest, signal: AbortSignal): Promise<BackupResult> {
  return runJob("backup", request, { signal });
}
