import type { Database } from "bun:sqlite";
import { STATE } from "../../core/api/torrent-state.ts";

/** Where a .torrent file lies and what identifies its content without reading it. */
export interface FileStamp {
  size: number;
  /** Whole seconds and the nanoseconds beyond them: together more digits than one number holds. */
  mtimeS: number;
  mtimeNs: number;
  inode: number;
}

export interface Rejection {
  code: string;
  message: string;
}

/** Changes to what is known of files; part of `IndexWriter`, which alone uses it. */
export class LocationWriter {
  /** @param now Unix milliseconds */
  constructor(
    protected readonly database: Database,
    protected readonly now: number,
  ) {}

  /**
   * Notes where a torrent's file lies, or why a file is none (then `torrent` is the rejection).
   * @returns the torrent that lay there before, whichever process noted it; 0 for none
   */
  upsert(
    rootId: number,
    path: Uint8Array,
    stamp: FileStamp,
    torrent: { id: number; infoOffset: number } | Rejection,
  ): number {
    const { size, mtimeS, mtimeNs, inode } = stamp;
    const [id, infoOffset, code, message] =
      "id" in torrent ? [torrent.id, torrent.infoOffset, null, null] : [null, null, torrent.code, torrent.message];
    const insert = this.database.query(
      `INSERT INTO locations (torrent_id, size, mtime_s, mtime_ns, inode, info_offset, code, message, root_id, path)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (root_id, path) DO NOTHING`,
    );
    const values = [id, size, mtimeS, mtimeNs, inode, infoOffset, code, message, rootId, path];
    if (insert.run(...values).changes === 1) return 0;
    const before = this.database
      .query<{ id: number | null }, [number, Uint8Array]>(
        "SELECT torrent_id AS id FROM locations WHERE root_id = ? AND path = ?",
      )
      .get(rootId, path);
    this.database
      .query(
        `UPDATE locations SET torrent_id = ?, size = ?, mtime_s = ?, mtime_ns = ?, inode = ?, info_offset = ?, code = ?,
           message = ? WHERE root_id = ? AND path = ?`,
      )
      .run(...values);
    return before?.id ?? 0;
  }

  /** Forgets a location. Answers the torrent that lay there, which stays; 0 for none. */
  removeLocation(id: number): number {
    const sql = "DELETE FROM locations WHERE id = ? RETURNING torrent_id AS torrentId";
    return this.database.query<{ torrentId: number | null }, [number]>(sql).get(id)?.torrentId ?? 0;
  }

  /** Forgets up to `limit` locations below a root. Answers how many, and the torrents that lay there. */
  removeLocationsOf(rootId: number, limit: number): { removed: number; torrentIds: number[] } {
    const rows = this.database
      .query<{ torrentId: number | null }, [number, number]>(
        `DELETE FROM locations WHERE id IN (SELECT id FROM locations WHERE root_id = ? LIMIT ?)
         RETURNING torrent_id AS torrentId`,
      )
      .all(rootId, limit);
    return { removed: rows.length, torrentIds: rows.flatMap(({ torrentId }) => torrentId ?? []) };
  }

  /** Keeps the bytes of a torrent beside its file, as `store` does; they do not keep it on offer where the file goes. */
  storeCopy(id: number, bytes: Uint8Array, infoOffset: number): void {
    this.database
      .query(
        `INSERT INTO stored_torrents (torrent_id, info_offset, bytes, stored_at, is_copy)
         SELECT id, ?2, ?3, ?4, 1 FROM torrents WHERE id = ?1 AND state & ${STATE.REMOVED} = 0
         ON CONFLICT (torrent_id) DO NOTHING`,
      )
      .run(id, infoOffset, bytes, this.now);
  }

  /** Drops up to `limit` copies of files. Answers how many. */
  dropCopies(limit: number): number {
    const sql = `DELETE FROM stored_torrents WHERE torrent_id IN
      (SELECT torrent_id FROM stored_torrents WHERE is_copy = 1 LIMIT ?)`;
    return this.database.query(sql).run(limit).changes;
  }
}
