import type { RunKind, RunStatus } from "../../store/operations/runs.ts";
import type { Store } from "../../store/store.ts";

/** A lease that was not renewed for so long was left by a process that died. */
const LEASE_MS = 60_000;
const RENEW_MS = 15_000;
/** Rows of one kind that are remembered. */
const KEEP_RUNS = 500;

const ABANDONED = { code: "FAILED", message: "The process ended before it was done" };

/** Runs a write that may also stay undone: a lease ends by itself. */
export type Attempt = (write: (store: Store) => void) => void;

/** Work that one process on a database does at a time: its lease, and its row in `runs`. */
export class Lease {
  private readonly token = crypto.randomUUID();

  constructor(
    private readonly kind: RunKind,
    private readonly clock: () => number,
  ) {}

  /** Takes the lease, inside a write transaction; answers the run, or null when it is another process's. */
  take(store: Store): number | null {
    const now = this.clock();
    const taken = store.leases.take(this.key, process.pid, now, LEASE_MS);
    if (!taken) return null;
    if (taken.left !== null) store.runs.finishRunning(taken.left, "failed", ABANDONED, now);
    const run = store.runs.start(this.kind, process.pid, now);
    store.leases.assign(this.key, run);
    return run;
  }

  /** Holds on to the lease while `action` runs, and gives it up then. */
  async hold<T>(attempt: Attempt, action: () => Promise<T>): Promise<T> {
    const renew = () => attempt((store) => store.leases.renew(this.key, this.clock(), LEASE_MS));
    const renewing = setInterval(renew, RENEW_MS);
    renewing.unref();
    try {
      return await action();
    } finally {
      clearInterval(renewing);
      attempt((store) => store.leases.release(this.key));
    }
  }

  /** Notes how the run ended unless that is noted already, inside a write transaction. */
  end(store: Store, run: number, status: RunStatus, summary: unknown): void {
    store.runs.finishRunning(run, status, summary, this.clock());
    store.runs.trim(this.kind, KEEP_RUNS);
  }

  private get key(): { name: string; token: string } {
    return { name: this.kind, token: this.token };
  }
}
