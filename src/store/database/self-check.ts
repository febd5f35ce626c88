import type { Database } from "bun:sqlite";
import { NO_TOTALS, type Totals } from "../index/statistics.ts";
import { pragma } from "./database.ts";
import { checkIntegrity } from "./examine.ts";
import { MIGRATIONS } from "./migrations.ts";

/** What a database can say of its own soundness; most of it reads whole tables. */
export class SelfCheck {
  constructor(private readonly database: Database) {}

  /** The version of the database, and that of this program. */
  version(): { database: number; program: number } {
    return { database: pragma(this.database, "user_version"), program: MIGRATIONS.length };
  }

  /** What SQLite's check says; empty when all is well. `full` also compares every index with its table. */
  integrity(full: boolean): string[] {
    return checkIntegrity(this.database, full ? "integrity_check" : "quick_check");
  }

  /** How many rows refer to one that is not there, by table. */
  danglingRows(): Map<string, number> {
    const sql = 'SELECT "table" AS name, count(*) AS n FROM pragma_foreign_key_check GROUP BY name';
    const rows = this.database.query<{ name: string; n: number }, []>(sql).all();
    return new Map(rows.map(({ name, n }) => [name, n]));
  }

  /** The counts of the table `totals`, counted anew. */
  recount(): Totals {
    const row = this.database
      .query<Totals, []>(
        `SELECT count(*) FILTER (WHERE state = 0) AS torrents,
           coalesce(sum(file_count) FILTER (WHERE state = 0), 0) AS files,
           coalesce(sum(payload_size) FILTER (WHERE state = 0), 0) AS payload,
           count(*) FILTER (WHERE state & 1 AND NOT state & 6) AS missing,
           count(*) FILTER (WHERE state & 2 AND NOT state & 4) AS flagged,
           count(*) FILTER (WHERE state & 4) AS removed,
           count(*) FILTER (WHERE state = 8) AS withheld,
           count(*) FILTER (WHERE state = 0 AND seeders = 0) AS dead,
           count(*) FILTER (WHERE state = 0 AND seeders IS NOT NULL) AS counted
         FROM torrents`,
      )
      .get();
    return row ?? NO_TOTALS;
  }

  /** Puts the counts right; call inside a write transaction. */
  repairTotals({ torrents, files, payload, missing, flagged, removed, withheld, dead, counted }: Totals): void {
    const set =
      "torrents = ?, files = ?, payload = ?, missing = ?, flagged = ?, removed = ?, withheld = ?, dead = ?, counted = ?";
    this.database
      .query(`UPDATE totals SET ${set}`)
      .run(torrents, files, payload, missing, flagged, removed, withheld, dead, counted);
  }

  /** The latest time that anything was noted, in Unix milliseconds; null in a new database. */
  latestTime(): number | null {
    const row = this.database
      .query<{ at: number | null }, []>(
        `SELECT max(at) AS at FROM (
           SELECT max(started_at) AS at FROM runs UNION ALL SELECT at FROM requests WHERE id = (SELECT max(id) FROM requests)
           UNION ALL SELECT at FROM reports WHERE id = (SELECT max(id) FROM reports)
           UNION ALL SELECT added_at FROM torrents WHERE id = (SELECT max(id) FROM torrents))`,
      )
      .get();
    return row?.at ?? null;
  }

  /** Torrents on offer from all over the index, about `limit` of them. */
  sample(limit: number): number[] {
    const rows = this.database
      .query<{ id: number }, [number]>(
        `SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS total
           FROM torrents WHERE state = 0)
         WHERE n % max(1, total / ?) = 0`,
      )
      .all(limit);
    return rows.map(({ id }) => id);
  }
}
