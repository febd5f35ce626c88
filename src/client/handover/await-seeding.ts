import { isWhole, type TorrentState } from "../clients/client.ts";
import type { Waiting } from "../clients/waiting.ts";

/** How long a client may take to start what it was told to start, in milliseconds. */
const PATIENCE_MS = 60_000;

const PAUSE_MS = 250;

/**
 * Waits until a torrent that was started is whole and seeds, or shows that it will not; answers what the client last said.
 * One that is queued for seeding is as good. A client that reads everything once more is waited for.
 * @param isPartial what is missing is to be downloaded: it has started when it downloads
 */
export async function awaitSeeding(
  waiting: Waiting,
  look: () => Promise<TorrentState>,
  isPartial: boolean,
): Promise<{ state: TorrentState; isStarted: boolean }> {
  let deadline = waiting.now() + PATIENCE_MS;
  for (;;) {
    const state = await look();
    const seeds = state.phase === "seeding" || state.phase === "waiting";
    if (seeds && (isWhole(state) || isPartial)) return { state, isStarted: true };
    if (state.phase === "downloading" && !isWhole(state)) return { state, isStarted: isPartial };
    if (state.phase === "checking") deadline = waiting.now() + PATIENCE_MS;
    if (waiting.now() > deadline) return { state, isStarted: false };
    await waiting.sleep(PAUSE_MS);
  }
}
