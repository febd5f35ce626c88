import type { Database } from "bun:sqlite";

/**
 * The one rule by which torrents are found by an info-hash, as an expression of SQL: version 1 or 2, or version 2 cut to
 * 20 bytes, as trackers and clients know it (BEP 52). Its value is the torrent's id, or NULL.
 * @param hash an expression whose value is the info-hash, a BLOB of 20 or 32 bytes
 * @param condition what the torrent has to be besides
 */
export function idByInfoHash(hash: string, condition = "TRUE"): string {
  // A longer blob with the same beginning comes behind the short one; a whole hash is its own end.
  const end = `CAST(${hash} || x'ffffffffffffffffffffffff' AS BLOB)`;
  return `coalesce((SELECT id FROM torrents WHERE info_hash_v1 = ${hash} AND ${condition}),
    (SELECT id FROM torrents WHERE info_hash_v2 BETWEEN ${hash} AND ${end} AND ${condition} LIMIT 1))`;
}

/** The id of a torrent by an info-hash (`idByInfoHash`); null for one that was never in the index. */
export function torrentByInfoHash(database: Database, infoHash: Uint8Array): number | null {
  const sql = `SELECT ${idByInfoHash("?1")} AS id`;
  return database.query<{ id: number | null }, [Uint8Array]>(sql).get(infoHash)?.id ?? null;
}

/** The ids of torrents by info-hashes, each once, without those that were never in the index. */
export function torrentsByInfoHashes(database: Database, infoHashes: readonly Uint8Array[]): number[] {
  return [...new Set(infoHashes.map((infoHash) => torrentByInfoHash(database, infoHash)))].filter((id) => id !== null);
}
