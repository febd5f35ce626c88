import { ReseederError } from "../../core/errors.ts";
import { runNow } from "../runtime/run-now.ts";
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
  const busy = {
    message: `Another process is already reading the tracker's list for ${stores.path}`,
    hint: "Wait until it ends. serve also reads the list every tracker_sync_seconds.",
  };
  return await runNow(stores, "tracker", options.clock, busy, async () => {
    const result = await trackerRound(stores, options);
    return { result, status: result.list.rejected ? "failed" : "done", summary: roundSummary(result) };
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
