import { isObject } from "../../core/json-text.ts";
import type { ApiSession } from "./api-session.ts";

const UNFLAG_ATTEMPTS = 3;

/**
 * Registers an info-hash with a UDPT in static mode: only a flag adds one, so it is flagged, then unflagged, and has to be
 * there afterwards, since UDPT answers 200 to what has no effect. One that it knows is left as it is.
 * @param hash 40 digits
 * @returns whether it was registered; false for one that it knew already
 * @throws ReseederError `TRACKER_…`
 */
export async function registerUdpt(session: ApiSession, hash: string): Promise<boolean> {
  const path = `/t/${hash}`;
  const { status } = await session.ask({ path });
  if (status === 200) return false;
  if (status !== 405)
    throw session.failure("TRACKER_FAILED", path, `expected 405 for an unknown torrent, got ${status}`);
  const flag = async (isFlagged: boolean) => {
    const answer = await session.ask({ method: "POST", path, body: { is_flagged: isFlagged } });
    return answer.status === 200;
  };
  if (!(await flag(true))) throw session.failure("TRACKER_FAILED", path, "it was not registered");
  for (let attempt = 0; attempt < UNFLAG_ATTEMPTS; attempt++) {
    const isDone = await flag(false).catch((error: unknown) => {
      if (attempt === UNFLAG_ATTEMPTS - 1) throw error;
      return false;
    });
    if (!isDone) continue;
    const torrent = session.json({ path }, await session.ask({ path }));
    if (isObject(torrent) && torrent["is_flagged"] === false) return true;
  }
  throw session.failure("TRACKER_FAILED", path, "it is registered and still flagged; unflag it by hand");
}
