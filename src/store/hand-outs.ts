import type { Database } from "bun:sqlite";

/** One torrent that was handed to a user whom access control knows. */
export interface HandOut {
  id: number;
  /** Unix milliseconds. */
  at: number;
  identity: string;
  torrentId: number;
}

/** What went to whom; trimmed to a number of rows. */
export class HandOuts {
  constructor(private readonly database: Database) {}

  /** Appends one row for each torrent; call inside a write transaction, then `trim`. */
  append(identity: string, torrentIds: readonly number[], at: number): void {
    this.database
      .query("INSERT INTO hand_outs (at, identity, torrent_id) SELECT ?1, ?2, value FROM json_each(?3)")
      .run(at, identity, JSON.stringify(torrentIds));
  }

  /** Keeps the newest `keep` rows. */
  trim(keep: number): void {
    this.database.query("DELETE FROM hand_outs WHERE id <= (SELECT max(id) FROM hand_outs) - ?").run(keep);
  }

  /** The newest first, `limit` of them. */
  newest(limit: number): HandOut[] {
    const sql = "SELECT id, at, identity, torrent_id AS torrentId FROM hand_outs ORDER BY id DESC LIMIT ?";
    return this.database.query<HandOut, [number]>(sql).all(limit);
  }
}
