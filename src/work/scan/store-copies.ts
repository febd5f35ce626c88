import { storable } from "../../core/personal/storable.ts";
import { TorrentError } from "../../core/torrent/torrent-error.ts";
import type { Store } from "../../store/store.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { TorrentBytes } from "../torrents/torrent-bytes.ts";

/** Torrents read, and written, at a time. */
const PER_WRITE = 64;
/** Copies dropped at a time: some milliseconds, for which other writers wait. */
const PER_DROP = 500;

/**
 * Puts copies of .torrent files into the database, without anybody's passkey, where the setting `store_torrents` is on.
 * A file that cannot be read, or not be stored, is left for the next scan.
 * @param ids of torrents that lie in folders
 */
export async function storeCopies(store: Store, ids: readonly number[]): Promise<void> {
  if (ids.length === 0 || !wantsCopies(store)) return;
  const lacking = store.storedTorrents.lacking(ids);
  for (let start = 0; start < lacking.length; start += PER_WRITE) {
    await copy(store, lacking.slice(start, start + PER_WRITE));
  }
}

/** Makes the copies in the database what the setting `store_torrents` says: one of each file, or none. */
export async function settleCopies(store: Store, signal?: AbortSignal): Promise<void> {
  if (!wantsCopies(store)) {
    while (!signal?.aborted && store.write((writer) => writer.dropCopies(PER_DROP)) > 0) await yieldToEventLoop();
    return;
  }
  for (let after = 0; !signal?.aborted; ) {
    const ids = store.storedTorrents.lackingAfter(after, PER_WRITE);
    if (ids.length === 0) return;
    await copy(store, ids);
    after = ids.at(-1) ?? after;
  }
}

function wantsCopies(store: Store): boolean {
  return store.settings.read().settings.store_torrents === 1;
}

async function copy(store: Store, ids: readonly number[]): Promise<void> {
  const reader = new TorrentBytes(store.storedTorrents);
  const locations = Map.groupBy(store.locations.ofTorrents(ids), ({ torrentId }) => torrentId);
  const copies: { id: number; bytes: Uint8Array; infoOffset: number }[] = [];
  for (const [id, description] of store.torrents.describe(ids)) {
    const bytes = await reader.read(description, locations.get(id) ?? []);
    try {
      if (bytes) copies.push({ id, ...storable(bytes) });
    } catch (error) {
      if (!(error instanceof TorrentError)) throw error;
    }
  }
  store.write((writer) => {
    for (const { id, bytes, infoOffset } of copies) writer.storeCopy(id, bytes, infoOffset);
  });
  await yieldToEventLoop();
}
