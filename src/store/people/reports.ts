import type { Database } from "bun:sqlite";
import { dayOf } from "../../core/iso-time.ts";
import { likeText } from "../database/like-text.ts";
import { torrentsByInfoHashes } from "../index/find-torrent.ts";
import { Swarms } from "../index/swarms.ts";

/** A client's report; the info-hashes are raw bytes, 20 or 32 of them, and empty where the body has another form. */
export interface Report {
  at: number;
  /** As work/users/user-name.ts says. */
  userId: string | null;
  client: string | null;
  /** The JSON text as it came, but for what is not to be stored (work/match/report.ts). */
  body: string;
  confirmed: Uint8Array[];
  rejected: Uint8Array[];
}

/** A stored report without its body. */
export interface ReportRow {
  id: number;
  /** Unix milliseconds. */
  at: number;
  userId: string | null;
  client: string | null;
  /** Of the body as it came. */
  bytes: number;
  /** How many torrents it confirms and rejects. */
  confirmed: number;
  rejected: number;
}

/** Stored reports: bodies bounded by size, statistics kept. */
export class Reports {
  constructor(private readonly database: Database) {}

  /** Stores one report and counts it; call inside a write transaction, before the client is answered. */
  add(report: Report, keepBytes: number): void {
    const { at, userId, client, body, confirmed, rejected } = report;
    const bytes = Buffer.byteLength(body);
    const last = "SELECT start + bytes AS end FROM reports ORDER BY id DESC LIMIT 1";
    const start = this.database.query<{ end: number }, []>(last).get()?.end ?? 0;
    this.database
      .query(
        `INSERT INTO reports (at, user_id, client, start, bytes, confirmed, rejected, body)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(at, userId, client, start, bytes, confirmed.length, rejected.length, body);
    this.database
      .query(
        `INSERT INTO daily (day, reports, confirmed, rejected) VALUES (?, 1, ?, ?)
         ON CONFLICT (day) DO UPDATE SET reports = reports + 1, confirmed = confirmed + excluded.confirmed,
           rejected = rejected + excluded.rejected`,
      )
      .run(dayOf(at), confirmed.length, rejected.length);
    this.count("confirmed", confirmed);
    this.count("rejected", rejected);
    new Swarms(this.database).confirm(confirmed, userId, at);
    this.trim(start + bytes - keepBytes);
  }

  private count(column: "confirmed" | "rejected", hashes: readonly Uint8Array[]): void {
    const count = this.database.query(
      `INSERT INTO torrent_activity (torrent_id, ${column})
       VALUES (?, 1)
       ON CONFLICT (torrent_id) DO UPDATE SET ${column} = ${column} + 1`,
    );
    for (const id of torrentsByInfoHashes(this.database, hashes)) count.run(id);
  }

  /**
   * The newest first, `limit` of them, among the newest `depth`: those of which user or client holds `text`; all where it
   * is empty.
   */
  matching(text: string, limit: number, depth: number): ReportRow[] {
    return this.database
      .query<ReportRow, [string, number, number]>(
        `SELECT id, at, user_id AS userId, client, bytes, confirmed, rejected FROM reports
         WHERE id > (SELECT max(id) FROM reports) - ?3
           AND (?1 = '%%' OR (coalesce(user_id, '') || ' ' || coalesce(client, '')) LIKE ?1 ESCAPE '\\')
         ORDER BY id DESC LIMIT ?2`,
      )
      .all(likeText(text), limit, depth);
  }

  /** The first `limit` characters of a report's body; null where it is no longer kept. */
  body(id: number, limit: number): string | null {
    const sql = "SELECT substr(body, 1, ?2) AS body FROM reports WHERE id = ?1";
    return this.database.query<{ body: string | null }, [number, number]>(sql).get(id, limit)?.body ?? null;
  }

  /** Empties the bodies that start before a position in the run of all bodies. */
  private trim(before: number): void {
    this.database.query("UPDATE reports SET body = NULL WHERE body IS NOT NULL AND start < ?").run(before);
  }
}
