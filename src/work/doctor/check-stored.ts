import { formatAmount, formatBytes, formatCount } from "../../core/quantity.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import type { Store } from "../../store/store.ts";
import { type Finding, findings } from "../observe/finding.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { TorrentBytes } from "../torrents/torrent-bytes.ts";

/** Stored torrents that are read, the newest, unless all are wanted. */
const SAMPLE = 200;
const PER_TURN = 50;

/** Whether the torrents that the database stores still have their info-hashes; says nothing where it stores none. */
export async function* checkStored(store: Store, full: boolean): AsyncGenerator<Finding> {
  const { ok, error } = findings("stored");
  const { count, bytes } = store.storedTorrents.size();
  if (count === 0) return;
  const reader = new TorrentBytes(store.storedTorrents);
  const damaged: string[] = [];
  let read = 0;
  for (let before = Number.MAX_SAFE_INTEGER; full || read < SAMPLE; ) {
    const ids = store.storedTorrents.before(before, PER_TURN);
    if (ids.length === 0) break;
    before = ids.at(-1) ?? 0;
    read += ids.length;
    for (const description of store.torrents.describe(ids).values()) {
      if (await reader.read(description, [])) continue;
      damaged.push(shownInfoHash(description));
    }
    await yieldToEventLoop();
  }
  const [first] = damaged;
  if (first) {
    const what = `${formatCount(damaged.length)} of ${formatCount(read)} stored torrents no longer match their info-hash, such as ${first}`;
    yield error(what, `Restore a backup, or run \`reseeder torrents remove ${first}\` and import it again.`);
    return;
  }
  const looked = read === count ? "all" : `the newest ${formatCount(read)}`;
  yield ok(`${formatAmount(count, "stored torrent")} in ${formatBytes(bytes)}; ${looked} match their info-hashes`);
}
