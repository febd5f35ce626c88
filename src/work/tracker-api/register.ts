import { bytesToHex } from "../../core/hex.ts";
import { formatCount } from "../../core/quantity.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";
import { YieldEvery } from "../runtime/yield-every.ts";
import { actixWhitelist } from "./actix-api.ts";
import type { ApiRound } from "./api-round.ts";
import type { ApiSession } from "./api-session.ts";
import { registerUdpt } from "./register-udpt.ts";

/** Rows of one look at the database. */
const PAGE = 2_000;
/** Hashes of one question, and questions that are left for the next round. */
const AT_ONCE = 20_000;
const RESERVE = 100;

/**
 * Registers what is on offer and what the tracker does not know, as far as this minute allows; the next round goes on.
 * Nothing is registered before a dry run told how many.
 * @param tracker as `trackerPlace`
 * @param dryRun say how many, and register none
 * @throws ReseederError `TRACKER_…`; what was registered before stays
 */
export async function registerOffered(
  stores: Stores,
  session: ApiSession,
  round: ApiRound,
  tracker: string,
  dryRun: boolean,
): Promise<void> {
  if (round.known === null || round.isStuck) return;
  const unknown = await unknownToTracker(stores, round);
  if (unknown.length === 0) return;
  const all = `${formatCount(unknown.length)} info-hash${unknown.length === 1 ? "" : "es"}`;
  if (dryRun) {
    round.notes.push(`tracker_push: ${all} would be registered`);
    await writeRetryingWhileBusy(stores, (store) => store.trackerNotes.put("told", tracker, String(unknown.length)));
    return;
  }
  if (stores.use((store) => store.trackerNotes.read("told", tracker)) === null) {
    round.notes.push(`tracker_push: ${all} would be registered, after a dry run: \`reseeder tracker sync --dry-run\``);
    return;
  }
  let registered = 0;
  if (session.connector.name === "torrust-actix") {
    for (let start = 0; start < unknown.length; start += AT_ONCE) {
      registered += await actixWhitelist(session, unknown.slice(start, start + AT_ONCE));
    }
  } else {
    for (const hash of unknown) {
      if (session.budget.left <= RESERVE) break;
      const note = () => writeRetryingWhileBusy(stores, (store) => store.trackerNotes.put("flagged", tracker, hash));
      if (await registerUdpt(session, hash, note)) registered++;
    }
    await writeRetryingWhileBusy(stores, (store) => store.trackerNotes.remove("flagged"));
  }
  const note = `tracker_push: ${formatCount(registered)} of ${all} registered`;
  round.notes.push(note);
  if (registered > 0) round.done.add(note);
}

async function unknownToTracker(stores: Stores, { known, barred }: ApiRound): Promise<string[]> {
  const unknown = new Set<string>();
  const yieldEvery = new YieldEvery();
  for (let after = 0; ; ) {
    const page = stores.use((store) => store.torrentsUnderList.page(after, PAGE));
    for (const { state, infoHashV1, infoHashV2 } of page) {
      if (state !== 0) continue;
      const hashes = [infoHashV1, infoHashV2?.subarray(0, 20) ?? null]
        .filter((hash) => hash !== null)
        .map((hash) => bytesToHex(hash));
      if (hashes.some((hash) => barred.has(hash))) continue;
      for (const hash of hashes) if (!known?.has(hash)) unknown.add(hash);
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE) return [...unknown];
    after = last.id;
    if (yieldEvery.isDue) await yieldEvery.rest();
  }
}
