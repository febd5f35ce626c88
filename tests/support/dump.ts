import { Database } from "bun:sqlite";

/** Everything in an index that two scans of the same files must agree on: no ids, no times of the scan, no revisions. */
export function dumpIndex(path: string): Record<string, unknown[]> {
  const database = new Database(path, { readonly: true });
  const all = (sql: string) => database.query(sql).all();
  const hash = "hex(coalesce(info_hash_v1, info_hash_v2))";
  try {
    return {
      torrents: all(
        `SELECT ${hash} AS hash, hex(info_hash_v1) AS v1, hex(info_hash_v2) AS v2, hex(pieces_hash) AS pieces, state, name,
           private, single_file, piece_length, piece_count, info_length, pieces_offset, pieces_length, file_count,
           payload_size, total_size, hex(list) AS list
         FROM torrents LEFT JOIN file_lists ON torrent_id = id ORDER BY hash`,
      ),
      names: all(
        `SELECT key, ${hash} AS hash, files FROM name_index JOIN torrents ON id = torrent_id ORDER BY key, hash`,
      ),
      sizes: all(
        `SELECT size, ${hash} AS hash, files FROM size_index JOIN torrents ON id = torrent_id ORDER BY size, hash`,
      ),
      unindexed: all("SELECT * FROM unindexed"),
      locations: all(
        `SELECT hex(roots.path) AS root, hex(locations.path) AS path, ${hash} AS hash, size, mtime_s, mtime_ns, inode,
           info_offset, code, message
         FROM locations JOIN roots ON roots.id = root_id LEFT JOIN torrents ON torrents.id = torrent_id
         ORDER BY root, locations.path`,
      ),
      totals: all("SELECT torrents, files, payload, missing, flagged, removed, withheld, dead, counted FROM totals"),
    };
  } finally {
    database.close();
  }
}

/** Ids of all torrents by info-hash in hexadecimal digits. */
export function idsByHash(path: string): Map<string, number> {
  const database = new Database(path, { readonly: true });
  const rows = database.query<{ hash: string; id: number }, []>(
    "SELECT lower(hex(coalesce(info_hash_v1, info_hash_v2))) AS hash, id FROM torrents",
  );
  const ids = new Map(rows.all().map(({ hash, id }) => [hash, id]));
  database.close();
  return ids;
}
