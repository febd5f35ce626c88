import { ReseederError } from "../../core/errors.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";
import type { ApiRound } from "./api-round.ts";
import type { ApiSession } from "./api-session.ts";
import { unflagUdpt } from "./register-udpt.ts";

/**
 * Unflags what a round before flagged to register it and could not unflag, and says so. What cannot be unflagged now
 * either is said, and nothing more is registered by this round.
 * @throws ReseederError `TRACKER_…` where the tracker cannot be asked at all
 */
export async function repairFlag(
  stores: Stores,
  session: ApiSession,
  round: ApiRound,
  tracker: string,
  dryRun: boolean,
): Promise<void> {
  const hash = stores.use((store) => store.trackerNotes.read("flagged", tracker));
  if (hash === null) return;
  try {
    const wasFlagged = await unflagUdpt(session, hash, dryRun);
    if (wasFlagged)
      round.notes.push(`tracker_push: ${hash} was left flagged, and ${dryRun ? "would be" : "is"} unflagged`);
    if (!dryRun) await writeRetryingWhileBusy(stores, (store) => store.trackerNotes.remove("flagged"));
  } catch (error) {
    if (!(error instanceof ReseederError) || error.code !== "TRACKER_FAILED") throw error;
    round.isStuck = true;
    round.notes.push(`tracker_push: nothing is registered while a torrent stays flagged: ${error.message}`);
  }
}
