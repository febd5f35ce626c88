import { largerCount } from "../../core/scrape/swarm-count.ts";
import type { PushedSwarm } from "../../core/scrape/swarm-push.ts";
import type { CountedSwarm } from "../../store/index/swarms.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";

/** What became of pushed counts. */
export interface SwarmPushResult {
  /** Torrents whose counts are now those given. */
  updated: number;
  /** Torrents of which something newer is known. */
  outdated: number;
  /** Info-hashes that were never in the index. */
  unknown: number;
  /** Torrents that came back to life by it. */
  revived: number;
}

/** Rows of one write: a few milliseconds, after which others get their turn. */
const ROWS_PER_WRITE = 500;

/**
 * Stores counts that somebody pushes. The same ones a second time change nothing, so a push that broke off is repeated.
 * @throws ReseederError `DATABASE_…`
 */
export async function storeSwarms(
  stores: Stores,
  pushed: readonly PushedSwarm[],
  now: number,
): Promise<SwarmPushResult> {
  const result = { updated: 0, outdated: 0, unknown: 0, revived: 0 };
  const newest = new Map<number, CountedSwarm>();
  for (const chunk of chunks(pushed)) {
    stores.use((store) =>
      store.read(() => {
        for (const { infoHash, ...count } of chunk) {
          const torrentId = store.swarms.idOf(infoHash);
          if (torrentId === null) result.unknown++;
          else newest.set(torrentId, chosen(newest.get(torrentId), { torrentId, ...count }));
        }
      }),
    );
    await yieldToEventLoop();
  }
  await writeRetryingWhileBusy(stores, (store) => store.swarms.expire(now));
  for (const chunk of chunks([...newest.values()])) {
    const { stored, revived } = await writeRetryingWhileBusy(stores, (store, writer) =>
      store.swarms.apply(writer, chunk, now),
    );
    result.updated += stored;
    result.outdated += chunk.length - stored;
    result.revived += revived.length;
    await yieldToEventLoop();
  }
  return result;
}

/** The newer of two counts of a torrent; of two at the same time, as of the two swarms of a hybrid, the larger. */
function chosen(known: CountedSwarm | undefined, said: CountedSwarm): CountedSwarm {
  if (!known || said.at > known.at) return said;
  return said.at < known.at ? known : { ...said, ...largerCount(known, said) };
}

function* chunks<T>(list: readonly T[]): Generator<T[]> {
  for (let start = 0; start < list.length; start += ROWS_PER_WRITE) yield list.slice(start, start + ROWS_PER_WRITE);
}
