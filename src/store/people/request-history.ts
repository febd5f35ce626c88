import type { Database } from "bun:sqlite";
import { likeText } from "../database/like-text.ts";
import type { RequestRow } from "./requests.ts";

/** A row of the request log as it was stored. */
export type LoggedRequest = RequestRow & { id: number };

const COLUMNS = `id, at, method, path, status, duration_us AS durationUs, bytes_in AS bytesIn, bytes_out AS bytesOut,
  client, user_id AS userId, files, torrents, error`;

/** The request log for whoever watches it: every look reads a bounded number of rows. */
export class RequestHistory {
  constructor(private readonly database: Database) {}

  /** Id of the newest row; 0 in an empty log. */
  newestId(): number {
    return this.database.query<{ id: number | null }, []>("SELECT max(id) AS id FROM requests").get()?.id ?? 0;
  }

  /**
   * The newest rows first, `limit` of them, among the newest `depth` rows of the log: those in which method, path,
   * status, client, user id or error hold `text`; all of them where it is empty.
   */
  matching(text: string, limit: number, depth: number): LoggedRequest[] {
    if (text === "") {
      return this.database
        .query<LoggedRequest, [number]>(`SELECT ${COLUMNS} FROM requests ORDER BY id DESC LIMIT ?`)
        .all(limit);
    }
    return this.database
      .query<LoggedRequest, [string, number, number]>(
        `SELECT ${COLUMNS} FROM requests
         WHERE id > (SELECT max(id) FROM requests) - ?3
           AND (method || ' ' || path || ' ' || status || ' ' || coalesce(client, '') || ' ' || coalesce(user_id, '')
             || ' ' || coalesce(error, '')) LIKE ?1 ESCAPE '\\'
         ORDER BY id DESC LIMIT ?2`,
      )
      .all(likeText(text), limit, depth);
  }

  /** Id of the first row at or after a time; past the newest where there is none. The log is nearly in order of time. */
  firstSince(at: number): number {
    const newest = this.newestId();
    const next = this.database.query<{ id: number; at: number }, [number]>(
      "SELECT id, at FROM requests WHERE id >= ? ORDER BY id LIMIT 1",
    );
    let low = next.get(0)?.id ?? 1;
    let high = newest + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = next.get(middle);
      if (row && row.at < at) low = row.id + 1;
      else high = middle;
    }
    return low;
  }

  /** How many of the rows from one id to before another began in each second: pairs of Unix second and count. */
  perSecond(from: number, before: number): [second: number, requests: number][] {
    return this.database
      .query<unknown, [number, number]>(
        "SELECT at / 1000 AS second, count(*) FROM requests WHERE id >= ? AND id < ? GROUP BY second",
      )
      .values(from, before) as [number, number][];
  }
}
