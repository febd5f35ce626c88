/** One torrent of an answer, its form checked; what is in the .torrent is not. */
export interface MatchedTorrent {
  torrentId: number;
  /** As the server says it, lower case: 40 or 64 hexadecimal digits. */
  infoHash: string;
  name: string;
  torrent: Uint8Array;
  /** Null where nobody counted them, or the server does not say. */
  seeders: number | null;
}

const MAX_NAME = 4096;

/**
 * An entry of an answer (docs/protocol.md, section 1); null without a .torrent, an info-hash or an id.
 * @param torrent what it has as `torrent_file`
 */
export function readTorrent(entry: Record<string, unknown>, torrent: Uint8Array | null): MatchedTorrent | null {
  const { torrent_id: id, info_hash: hash, name, seeders } = entry;
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 0) return null;
  if (typeof hash !== "string" || !/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(hash)) return null;
  if (torrent === null || torrent.length === 0) return null;
  return {
    torrentId: id,
    infoHash: hash.toLowerCase(),
    name: typeof name === "string" ? name.slice(0, MAX_NAME) : "",
    torrent,
    seeders: typeof seeders === "number" && Number.isSafeInteger(seeders) && seeders >= 0 ? seeders : null,
  };
}
