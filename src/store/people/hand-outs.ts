import type { Database } from "bun:sqlite";
import { likeText } from "../database/like-text.ts";
import { torrentByInfoHash } from "../index/find-torrent.ts";

/** One torrent that was handed to a user whom access control knows. */
export interface HandOut {
  id: number;
  /** Unix milliseconds. */
  at: number;
  /** As stored: with `anonymize_users` a name in its place. */
  identity: string;
  torrentId: number;
  name: string;
  /** 20 bytes, or 32 where the torrent is of version 2 alone. */
  infoHash: Uint8Array;
}

export interface HandOutFilter {
  identity: string | null;
  infoHash: Uint8Array | null;
}

/** How a torrent got to somebody: by a match of names or of sizes, in his archive, or by itself. */
export type HandOutWay = "name" | "size" | "archive" | "download";

/** A hand-out as a site counts it. */
export interface HandOutLine {
  id: number;
  /** Unix milliseconds. */
  at: number;
  user: string;
  torrentId: number;
  externalId: string | null;
  infoHash: Uint8Array;
  /** Null for what is older than the column. */
  way: HandOutWay | null;
}

/** What went to whom; trimmed to a number of rows. */
export class HandOuts {
  constructor(private readonly database: Database) {}

  /** Appends one row for each torrent; call inside a write transaction, then `trim`. */
  append(identity: string, torrentIds: readonly number[], at: number, way: HandOutWay | null = null): void {
    this.database
      .query("INSERT INTO hand_outs (at, identity, torrent_id, way) SELECT ?1, ?2, value, ?4 FROM json_each(?3)")
      .run(at, identity, JSON.stringify(torrentIds), way);
  }

  /** Those with a higher id, `limit` of them, in ascending order. */
  after(id: number, limit: number): HandOutLine[] {
    return this.database
      .query<HandOutLine, [number, number]>(
        `SELECT hand_outs.id, at, identity AS user, torrent_id AS torrentId, external_id AS externalId, way,
           coalesce(info_hash_v1, info_hash_v2) AS infoHash
         FROM hand_outs JOIN torrents ON torrents.id = torrent_id
         WHERE hand_outs.id > ? ORDER BY hand_outs.id LIMIT ?`,
      )
      .all(id, limit);
  }

  /** Keeps the newest `keep` rows. */
  trim(keep: number): void {
    this.database.query("DELETE FROM hand_outs WHERE id <= (SELECT max(id) FROM hand_outs) - ?").run(keep);
  }

  /**
   * The newest first, `limit` of them, among the newest `depth`: those of which user or torrent's name holds `text`; all
   * where it is empty.
   */
  matching(text: string, limit: number, depth: number): HandOut[] {
    return this.database
      .query<HandOut, [string, number, number]>(
        `SELECT hand_outs.id, at, identity, torrent_id AS torrentId, name,
           coalesce(info_hash_v1, info_hash_v2) AS infoHash
         FROM hand_outs JOIN torrents ON torrents.id = torrent_id
         WHERE hand_outs.id > (SELECT max(id) FROM hand_outs) - ?3
           AND (?1 = '%%' OR (identity || ' ' || name) LIKE ?1 ESCAPE '\\')
         ORDER BY hand_outs.id DESC LIMIT ?2`,
      )
      .all(likeText(text), limit, depth);
  }

  /** The newest first, `limit` of them, with what is known of the torrents; what is null does not matter. */
  newest(limit: number, { identity, infoHash }: HandOutFilter = { identity: null, infoHash: null }): HandOut[] {
    // No torrent has the id 0.
    const torrentId = infoHash && (torrentByInfoHash(this.database, infoHash) ?? 0);
    return this.database
      .query<HandOut, [string | null, number | null, number]>(
        `SELECT hand_outs.id, at, identity, torrent_id AS torrentId, name,
           coalesce(info_hash_v1, info_hash_v2) AS infoHash
         FROM hand_outs JOIN torrents ON torrents.id = torrent_id
         WHERE (?1 IS NULL OR identity = ?1)
           AND (?2 IS NULL OR torrent_id = ?2)
         ORDER BY hand_outs.id DESC LIMIT ?3`,
      )
      .all(identity, torrentId, limit);
  }
}
