import { ReseederError } from "../../core/errors.ts";
import { failureOf } from "../../core/thrown-error.ts";
import type { RunKind, RunStatus } from "../../store/operations/runs.ts";
import type { Store } from "../../store/store.ts";
import { Lease } from "./lease.ts";
import { writeRetryingWhileBusy } from "./retry-while-busy.ts";
import type { Stores } from "./stores.ts";

/** What a run came to, and what the table `runs` keeps of it. */
interface EndedRun<T> {
  result: T;
  status: RunStatus;
  summary: unknown;
}

/**
 * Does periodic work by hand: at most one process at a time on a database. It is noted among the runs.
 * @param busy what is said while another process does it
 * @throws ReseederError FAILED while another process does it; `DATABASE_…`; what `action` throws
 */
export async function runNow<T>(
  stores: Stores,
  kind: RunKind,
  clock: () => number,
  busy: { message: string; hint: string },
  action: () => Promise<EndedRun<T>>,
): Promise<T> {
  const lease = new Lease(kind, clock);
  const run = await writeRetryingWhileBusy(stores, (store) => lease.take(store));
  if (run === null) throw new ReseederError("FAILED", busy.message, { hint: busy.hint });
  const attempt = (write: (store: Store) => void) => {
    try {
      stores.use((store) => store.write(() => write(store)));
    } catch {
      // A lease ends by itself, and the work meets the same trouble where it matters.
    }
  };
  return lease.hold(attempt, async () => {
    try {
      const { result, status, summary } = await action();
      attempt((store) => lease.end(store, run, status, summary));
      return result;
    } catch (error) {
      const { code, message } = failureOf(error);
      attempt((store) => lease.end(store, run, "failed", { code, message }));
      throw error;
    }
  });
}
