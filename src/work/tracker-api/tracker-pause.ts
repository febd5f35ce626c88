import { ReseederError } from "../../core/errors.ts";
import { isoTime } from "../../core/iso-time.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { MAX_SYNC_DELAY_MS } from "../../core/tracker/sync-delay.ts";
import type { Store } from "../../store/store.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";

/** Which tracker a note is about. */
export function trackerPlace({ tracker, tracker_url: url }: Pick<Settings, "tracker" | "tracker_url">): string {
  return `${tracker} ${url}`;
}

/** Until when a tracker is left alone, in Unix milliseconds; null where it may be asked. */
export function pausedUntil(store: Store, tracker: string, now: number): number | null {
  const until = Number(store.trackerNotes.read("paused", tracker) ?? 0);
  // A time far ahead was noted before the clock was set back.
  return until > now && until <= now + MAX_SYNC_DELAY_MS ? until : null;
}

/** @throws ReseederError `TRACKER_PAUSED` where a tracker is to be left alone */
export function checkPause(stores: Stores, tracker: string, now: number): void {
  const until = stores.use((store) => pausedUntil(store, tracker, now));
  if (until === null) return;
  const message = `The tracker answered 403 or 429 and is paused until ${isoTime(until)}; no request was sent`;
  throw new ReseederError("TRACKER_PAUSED", message, { retryAfter: Math.ceil((until - now) / 1000) });
}

/**
 * Asks a tracker, unless it asked to be left alone; what asks to be left alone is noted for every process.
 * @throws ReseederError `TRACKER_PAUSED`, and what `ask` throws
 */
export async function unlessPaused<T>(
  stores: Stores,
  tracker: string,
  clock: () => number,
  ask: () => Promise<T>,
): Promise<T> {
  checkPause(stores, tracker, clock());
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ReseederError && error.code === "TRACKER_PAUSED") {
      const ends = String(clock() + MAX_SYNC_DELAY_MS);
      await writeRetryingWhileBusy(stores, (store) => store.trackerNotes.put("paused", tracker, ends));
    }
    throw error;
  }
}
