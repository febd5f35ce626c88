import { isWhole, type TorrentState } from "./client.ts";
import type { Waiting } from "./waiting.ts";

/** How long a client may take before it is seen to check at all, in milliseconds: qBittorrent refreshes every 1.5 s. */
const GRACE_MS = 10_000;

const FIRST_PAUSE_MS = 50;
const LAST_PAUSE_MS = 2000;

/**
 * Waits until a check that the client was told to make is over, however long it reads, and answers what it then says.
 * A check that was never seen is over when everything is there, or after ten seconds: a small one ends between two looks.
 * @param isChecked where the client itself tells that it has checked
 */
export async function awaitCheck<S extends TorrentState>(
  waiting: Waiting,
  look: () => Promise<S>,
  isChecked: (state: S) => boolean = () => false,
): Promise<S> {
  const begun = waiting.now();
  let wasChecking = false;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LAST_PAUSE_MS, pause * 1.5)) {
    const state = await look();
    if (state.phase === "checking") wasChecking = true;
    else if (wasChecking || isWhole(state) || isChecked(state) || waiting.now() - begun > GRACE_MS) return state;
    await waiting.sleep(pause);
  }
}
