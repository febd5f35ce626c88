import type { Database } from "bun:sqlite";

/**
 * The id of a torrent by its info-hash of version 1 or 2, or by one of version 2 cut to 20 bytes, as trackers and clients
 * know it (BEP 52); null for one that was never in the index.
 */
export function findTorrent(database: Database, infoHash: Uint8Array): number | null {
  const find = (where: string, ...hashes: Uint8Array[]) =>
    database.query<{ id: number }, Uint8Array[]>(`SELECT id FROM torrents WHERE ${where}`).get(...hashes)?.id ?? null;
  if (infoHash.length === 32) return find("info_hash_v2 = ?", infoHash);
  // A longer blob with the same beginning comes behind the short one.
  const end = new Uint8Array(32).fill(0xff);
  end.set(infoHash);
  return find("info_hash_v1 = ?", infoHash) ?? find("info_hash_v2 BETWEEN ? AND ?", infoHash, end);
}
