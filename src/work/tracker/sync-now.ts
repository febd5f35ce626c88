import { ReseederError } from "../../core/errors.ts";
import type { Store } from "../../store/store.ts";
import { Lease } from "../runtime/lease.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";
import { type RoundOptions, type RoundResult, trackerRound } from "./round.ts";

/**
 * One round by hand: at most one at a time on a database. It is noted among the runs.
 * @throws ReseederError FAILED while another process makes one; as `trackerRound`
 */
export async function syncNow(stores: Stores, options: RoundOptions): Promise<RoundResult> {
  const { tracker } = stores.use((store) => store.settings.read().settings);
  if (tracker === "none") {
    throw new ReseederError("FAILED", "The setting tracker is none, so there is no list to read", {
      hint: "Set it, for example: `reseeder settings set tracker unit3d`.",
    });
  }
  if (options.dryRun) return await trackerRound(stores, options);
  const lease = new Lease("tracker", options.clock);
  const run = await writeRetryingWhileBusy(stores, (store) => lease.take(store));
  if (run === null) {
    throw new ReseederError("FAILED", `Another process is already reading the tracker's list for ${stores.path}`, {
      hint: "Wait until it ends. serve also reads the list every tracker_sync_seconds.",
    });
  }
  const attempt = (write: (store: Store) => void) => {
    try {
      stores.use((store) => store.write(() => write(store)));
    } catch {
      // A lease ends by itself, and the round meets the same trouble where it matters.
    }
  };
  return lease.hold(attempt, async () => {
    try {
      const result = await trackerRound(stores, options);
      attempt((store) => lease.end(store, run, result.list.rejected ? "failed" : "done", roundSummary(result)));
      return result;
    } catch (error) {
      const { code = "FAILED", message = String(error) } = error as { code?: string; message?: string };
      attempt((store) => lease.end(store, run, "failed", { code, message }));
      throw error;
    }
  });
}

/** What the runs keep of a round. */
export function roundSummary({ title, list, counts, files }: RoundResult): unknown {
  const { rejected, owner, listed, offered, withheldNew, withheldLifted, durationMs } = list;
  const numbers = {
    listed,
    offered,
    withheld_new: withheldNew,
    withheld_lifted: withheldLifted,
    unusable: counts.unusable,
  };
  const said = rejected ? { code: rejected.code, message: rejected.message } : {};
  return { tracker: owner, title, ...numbers, files: files?.putIn ?? 0, duration_ms: durationMs, ...said };
}
