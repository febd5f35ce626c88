import type { Root } from "../../store/index/roots.ts";
import type { Store } from "../../store/store.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { ExternalIds } from "../scan/external-ids.ts";

/** What became of a scan path that was given up. */
export interface RemovedRoot {
  /** Files below it that were known. */
  files: number;
  /** Torrents that lie nowhere else and are missing now; their ids stay theirs. */
  missing: number;
}

/** Locations of one transaction: some 100 ms, for which other writers wait. */
const LOCATIONS_PER_WRITE = 4_096;

/**
 * Gives up a scan path with all that is known below it. Stopped half-way, the next call does the rest.
 * @param attempt does one write transaction, again where the store itself does not wait for a locked database
 */
export async function removeRoot(
  store: Store,
  { id }: Root,
  attempt: (write: () => boolean) => boolean | Promise<boolean> = (write) => write(),
): Promise<RemovedRoot> {
  const result: RemovedRoot = { files: 0, missing: 0 };
  const removeSome = () =>
    store.write((writer) => {
      const { removed, torrentIds } = writer.removeLocationsOf(id, LOCATIONS_PER_WRITE);
      const ids = new ExternalIds(store);
      for (const torrentId of new Set(torrentIds)) {
        ids.touch(torrentId);
        if (writer.settle(torrentId)) result.missing++;
      }
      ids.settle(writer);
      result.files += removed;
      if (removed === LOCATIONS_PER_WRITE) return true;
      store.roots.remove(id);
      return false;
    });
  while (await attempt(removeSome)) await yieldToEventLoop();
  return result;
}
