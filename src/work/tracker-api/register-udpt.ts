import { isObject } from "../../core/json-text.ts";
import type { ApiSession } from "./api-session.ts";

const UNFLAG_ATTEMPTS = 3;

/**
 * Registers an info-hash with a UDPT in static mode: only a flag adds one, so it is flagged, then unflagged, and has to be
 * there afterwards, since UDPT answers 200 to what has no effect. One that it knows is left as it is.
 * @param hash 40 digits
 * @param note told before it is flagged: whoever is ended between the two leaves it flagged
 * @returns whether it was registered; false for one that it knew already
 * @throws ReseederError `TRACKER_…`
 */
export async function registerUdpt(session: ApiSession, hash: string, note: () => Promise<void>): Promise<boolean> {
  const path = `/t/${hash}`;
  const { status } = await session.ask({ path });
  if (status === 200) return false;
  if (status !== 405)
    throw session.failure("TRACKER_FAILED", path, `expected 405 for an unknown torrent, got ${status}`);
  await note();
  if (!(await setFlag(session, path, true))) throw session.failure("TRACKER_FAILED", path, "it was not registered");
  await unflag(session, path);
  return true;
}

/**
 * Unflags a torrent that a round before may have left flagged.
 * @param hash 40 digits
 * @param dryRun look, and change nothing
 * @returns whether it was flagged
 * @throws ReseederError `TRACKER_…`
 */
export async function unflagUdpt(session: ApiSession, hash: string, dryRun: boolean): Promise<boolean> {
  const path = `/t/${hash}`;
  const answer = await session.ask({ path });
  if (answer.status === 405) return false;
  const torrent = session.json({ path }, answer);
  if (!isObject(torrent) || torrent["is_flagged"] !== true) return false;
  if (!dryRun) await unflag(session, path);
  return true;
}

async function unflag(session: ApiSession, path: string): Promise<void> {
  for (let attempt = 0; attempt < UNFLAG_ATTEMPTS; attempt++) {
    const isDone = await setFlag(session, path, false).catch((error: unknown) => {
      if (attempt === UNFLAG_ATTEMPTS - 1) throw error;
      return false;
    });
    if (!isDone) continue;
    const torrent = session.json({ path }, await session.ask({ path }));
    if (isObject(torrent) && torrent["is_flagged"] === false) return;
  }
  throw session.failure("TRACKER_FAILED", path, "it is registered but still flagged; the next round unflags it");
}

async function setFlag(session: ApiSession, path: string, isFlagged: boolean): Promise<boolean> {
  const answer = await session.ask({ method: "POST", path, body: { is_flagged: isFlagged } });
  return answer.status === 200;
}
