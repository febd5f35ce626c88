import type { Database } from "bun:sqlite";
import type { UserData } from "../../core/access/user-data.ts";

/** When users were last forgotten: rows of before that a process still holds in memory must not come after it. */
export class Wipes {
  constructor(private readonly database: Database) {}

  /** Notes that kinds were wiped up to a time in Unix milliseconds; inside the transaction that does it. */
  note(kinds: readonly UserData[], at: number): void {
    const sql = "INSERT INTO wipes (kind, at) VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET at = max(at, excluded.at)";
    const upsert = this.database.query(sql);
    for (const kind of kinds) upsert.run(kind, at);
  }

  /** Up to when a kind was wiped, in Unix milliseconds; 0 where it never was. */
  until(kind: UserData): number {
    const sql = "SELECT at FROM wipes WHERE kind = ?";
    return this.database.query<{ at: number }, [string]>(sql).get(kind)?.at ?? 0;
  }
}
