import type { Database } from "bun:sqlite";
import { STATE } from "../../core/api/torrent-state.ts";

/** The bytes of a .torrent in the database. */
export interface StoredTorrent {
  bytes: Uint8Array;
  /** Where `info` starts in them. */
  infoOffset: number;
}

/** Torrents that were pushed, and copies of files; `IndexWriter` puts them in and takes them out. */
export class StoredTorrents {
  constructor(private readonly database: Database) {}

  /** The bytes of a torrent; null for one that is not stored. */
  read(torrentId: number): StoredTorrent | null {
    const sql = "SELECT bytes, info_offset AS infoOffset FROM stored_torrents WHERE torrent_id = ?";
    return this.database.query<StoredTorrent, [number]>(sql).get(torrentId);
  }

  /** How many there are; reads an index of a few bytes each. */
  count(): number {
    return this.database.query<{ n: number }, []>("SELECT count(*) AS n FROM stored_torrents").get()?.n ?? 0;
  }

  /** The stored torrents with the highest ids below one, `limit` of them, in descending order. */
  before(id: number, limit: number): number[] {
    const sql = "SELECT torrent_id AS id FROM stored_torrents WHERE torrent_id < ? ORDER BY torrent_id DESC LIMIT ?";
    return this.database
      .query<{ id: number }, [number, number]>(sql)
      .all(id, limit)
      .map((row) => row.id);
  }

  /** How many there are, and their bytes; reads the whole table. */
  size(): { count: number; bytes: number } {
    const sql = "SELECT count(*) AS count, coalesce(sum(length(bytes)), 0) AS bytes FROM stored_torrents";
    return this.database.query<{ count: number; bytes: number }, []>(sql).get() ?? { count: 0, bytes: 0 };
  }

  /** Which of some torrents lie in a folder and not here, in ascending order. */
  lacking(ids: readonly number[]): number[] {
    const sql = `${LACKING} AND torrents.id IN (SELECT value FROM json_each(?)) ORDER BY torrents.id`;
    return this.database
      .query<{ id: number }, [string]>(sql)
      .all(JSON.stringify(ids))
      .map(({ id }) => id);
  }

  /** The torrents with the lowest ids above one, `limit` of them, that lie in a folder and not here, in ascending order. */
  lackingAfter(id: number, limit: number): number[] {
    const sql = `${LACKING} AND torrents.id > ? ORDER BY torrents.id LIMIT ?`;
    return this.database
      .query<{ id: number }, [number, number]>(sql)
      .all(id, limit)
      .map((row) => row.id);
  }
}

const LACKING = `SELECT torrents.id FROM torrents WHERE state & ${STATE.REMOVED} = 0
  AND EXISTS (SELECT 1 FROM locations WHERE torrent_id = torrents.id)
  AND NOT EXISTS (SELECT 1 FROM stored_torrents WHERE torrent_id = torrents.id)`;
