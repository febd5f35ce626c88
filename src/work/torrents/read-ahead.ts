import type { TorrentLocation } from "../../store/index/locations.ts";
import type { TorrentDescription } from "../../store/index/torrents.ts";
import type { Store } from "../../store/store.ts";
import type { DiskSpeeds } from "./disk-speeds.ts";
import { TorrentBytes } from "./torrent-bytes.ts";

/** A torrent that is to be read, and where it lay when it was indexed. */
export interface WantedTorrent {
  description: TorrentDescription | undefined;
  locations: readonly TorrentLocation[];
}

/** Torrents described by one statement. */
export const PER_TURN = 50;
/** Files, and bytes of them, read ahead of the one that is being sent; at least one, whatever its size. */
const AHEAD_FILES = 32;
const AHEAD_BYTES = 2 * 1024 * 1024;

/**
 * Reads torrents one after another, some ahead where the disk is slow. One that was taken off offer until it was to be
 * given is left out; of one that is on offer `torrent` is null where its file is gone or has changed, and else valid
 * until the next one is asked for. Whoever leaves the loop ends all reading.
 */
export async function* readAhead<T extends WantedTorrent>(
  store: Store,
  source: Iterator<T, undefined>,
  disks?: DiskSpeeds,
): AsyncGenerator<T & { torrent: Uint8Array | null }> {
  const reader = new TorrentBytes(store.storedTorrents, disks);
  const ahead: { next: T; size: number; torrent: ReturnType<TorrentBytes["read"]> }[] = [];
  let bytes = 0;
  for (;;) {
    while (ahead.length === 0 || (reader.isWary && ahead.length < AHEAD_FILES && bytes < AHEAD_BYTES)) {
      const next = source.next().value;
      if (!next) break;
      const size = next.locations[0]?.size ?? 0;
      bytes += size;
      ahead.push({ next, size, torrent: next.description ? reader.read(next.description, next.locations) : null });
    }
    const first = ahead.shift();
    if (!first) return;
    const torrent = await first.torrent;
    bytes -= first.size;
    const id = first.next.description?.id;
    // Reading may have taken long, and so may the client with the torrents before it.
    if (id === undefined || store.torrents.stateBits(id) === 0) yield { ...first.next, torrent };
  }
}
