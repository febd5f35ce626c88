import type { Database } from "bun:sqlite";
import { dayOf } from "../../core/iso-time.ts";

/** One answered request; `durationUs` in microseconds. */
export interface RequestRow {
  at: number;
  method: string;
  /** Without its query. */
  path: string;
  status: number;
  durationUs: number;
  bytesIn: number;
  bytesOut: number;
  client: string | null;
  userId: string | null;
  /** Files that the request named; null where that makes no sense. */
  files: number | null;
  /** Torrents that the answer held; null where that makes no sense. */
  torrents: number | null;
  error: string | null;
}

/** One answered match request. */
export interface MatchRow {
  at: number;
  userId: string | null;
  tier: "name" | "size";
  filesAsked: number;
  filesMatched: number;
  torrentIds: number[];
  /** Who they went to, where access control knows that. */
  identity?: string | null;
}

/** The request log and the match log; written in batches, trimmed to a number of rows. */
export class Requests {
  constructor(private readonly database: Database) {}

  /** Appends rows and trims the log to the newest `keep`; call inside a write transaction. */
  append(rows: readonly RequestRow[], keep: number): void {
    const insert = this.database.query(
      `INSERT INTO requests
         (at, method, path, status, duration_us, bytes_in, bytes_out, client, user_id, files, torrents, error)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const days = new Map<string, number>();
    for (const row of rows) {
      const { at, method, path, status, durationUs, bytesIn, bytesOut, client, userId, files, torrents, error } = row;
      insert.run(at, method, path, status, durationUs, bytesIn, bytesOut, client, userId, files, torrents, error);
      days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + 1);
    }
    const count = this.database.query(
      `INSERT INTO daily (day, requests) VALUES (?, ?)
       ON CONFLICT (day) DO UPDATE SET requests = requests + excluded.requests`,
    );
    for (const [day, requests] of days) count.run(day, requests);
    trim(this.database, "requests", keep);
  }

  /** Appends to the match log and counts what was handed out; call inside a write transaction. */
  appendMatches(rows: readonly MatchRow[], keep: number): void {
    const insert = this.database.query(
      `INSERT INTO match_log (at, user_id, tier, files_asked, files_matched, torrents) VALUES (?, ?, ?, ?, ?, ?)`,
    );
    const daily = this.database.query(
      `INSERT INTO daily (day, matches, torrents_matched, files_matched, size_matches, size_torrents, size_files)
       VALUES (?1, 1, ?2, ?3, ?4, ?2 * ?4, ?3 * ?4)
       ON CONFLICT (day) DO UPDATE SET matches = matches + 1,
         torrents_matched = torrents_matched + excluded.torrents_matched,
         files_matched = files_matched + excluded.files_matched,
         size_matches = size_matches + excluded.size_matches,
         size_torrents = size_torrents + excluded.size_torrents,
         size_files = size_files + excluded.size_files`,
    );
    const activity = this.database.query(
      `INSERT INTO torrent_activity (torrent_id, matched, last_matched_at)
       SELECT value, 1, ?2 FROM json_each(?1) WHERE true
       ON CONFLICT (torrent_id) DO UPDATE SET matched = matched + 1, last_matched_at = excluded.last_matched_at`,
    );
    for (const { at, userId, tier, filesAsked, filesMatched, torrentIds } of rows) {
      insert.run(at, userId, tier, filesAsked, filesMatched, torrentIds.length);
      daily.run(dayOf(at), torrentIds.length, filesMatched, Number(tier === "size"));
      activity.run(JSON.stringify(torrentIds), at);
    }
    trim(this.database, "match_log", keep);
  }

  /** The newest requests first, `limit` of them. */
  newest(limit: number): (RequestRow & { id: number })[] {
    return this.database
      .query<RequestRow & { id: number }, [number]>(
        `SELECT id, at, method, path, status, duration_us AS durationUs, bytes_in AS bytesIn, bytes_out AS bytesOut,
           client, user_id AS userId, files, torrents, error
         FROM requests ORDER BY id DESC LIMIT ?`,
      )
      .all(limit);
  }
}

function trim(database: Database, table: "requests" | "match_log", keep: number): void {
  database.query(`DELETE FROM ${table} WHERE id <= (SELECT max(id) FROM ${table}) - ?`).run(keep);
}
