import type { Database } from "bun:sqlite";

/**
 * Torrents that an answer had to leave out, noted for the scanner (docs/protocol.md, rule `torrent_file`): a file that
 * changed under an equal size and time would otherwise never be read again.
 */
export class Suspects {
  constructor(private readonly database: Database) {}

  /** Notes torrents; call inside a write transaction. */
  note(torrentIds: readonly number[], now: number): void {
    this.database
      .query(
        "INSERT INTO suspects (torrent_id, noted_at) SELECT value, ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
      )
      .run(now, JSON.stringify(torrentIds));
  }

  /** Those that lie below a root: location id → torrent id. */
  ofRoot(rootId: number): Map<number, number> {
    const rows = this.database
      .query<unknown, [number]>(
        `SELECT locations.id, suspects.torrent_id FROM suspects
         CROSS JOIN locations ON locations.torrent_id = suspects.torrent_id WHERE root_id = ?`,
      )
      .values(rootId);
    return new Map(rows as [number, number][]);
  }

  /** Forgets torrents whose files have been read since; call inside a write transaction. */
  clear(torrentIds: Iterable<number>): void {
    this.database
      .query("DELETE FROM suspects WHERE torrent_id IN (SELECT value FROM json_each(?))")
      .run(JSON.stringify([...torrentIds]));
  }
}
