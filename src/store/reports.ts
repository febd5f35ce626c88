import type { Database } from "bun:sqlite";
import { dayOf } from "./requests.ts";

/** A client's report; the info-hashes are raw bytes, 20 or 32 of them, and empty where the body has another form. */
export interface Report {
  at: number;
  userId: string | null;
  client: string | null;
  /** The JSON text as it came. */
  body: string;
  confirmed: Uint8Array[];
  rejected: Uint8Array[];
}

/** Stored reports: bodies bounded by size, statistics kept. */
export class Reports {
  constructor(private readonly database: Database) {}

  /** Stores one report and counts it; call inside a write transaction, before the client is answered. */
  add(report: Report, keepBytes: number): void {
    const { at, userId, client, body, confirmed, rejected } = report;
    this.database
      .query(`INSERT INTO reports (at, user_id, client, bytes, confirmed, rejected, body) VALUES (?, ?, ?, ?, ?, ?, ?)`)
      .run(at, userId, client, Buffer.byteLength(body), confirmed.length, rejected.length, body);
    this.database
      .query(
        `INSERT INTO daily (day, reports, confirmed, rejected) VALUES (?, 1, ?, ?)
         ON CONFLICT (day) DO UPDATE SET reports = reports + 1, confirmed = confirmed + excluded.confirmed,
           rejected = rejected + excluded.rejected`,
      )
      .run(dayOf(at), confirmed.length, rejected.length);
    this.count("confirmed", confirmed);
    this.count("rejected", rejected);
    this.trim(keepBytes);
  }

  private count(column: "confirmed" | "rejected", hashes: readonly Uint8Array[]): void {
    const count = this.database.query(
      `INSERT INTO torrent_activity (torrent_id, ${column})
       SELECT id, 1 FROM torrents WHERE info_hash_v1 = ?1 OR info_hash_v2 = ?1
       ON CONFLICT (torrent_id) DO UPDATE SET ${column} = ${column} + 1`,
    );
    for (const hash of hashes) count.run(hash);
  }

  private trim(keepBytes: number): void {
    this.database
      .query(
        `UPDATE reports SET body = NULL WHERE body IS NOT NULL AND id <= (
           SELECT id FROM (
             SELECT id, sum(bytes) OVER (ORDER BY id DESC) AS newer FROM reports WHERE body IS NOT NULL
           ) WHERE newer > ? ORDER BY id DESC LIMIT 1)`,
      )
      .run(keepBytes);
  }
}
