import type { Database } from "bun:sqlite";
import type { UserData } from "../../core/access/user-data.ts";

/** Tables that grow at their end: ids in order of time, as far as the clock went forward. */
const LOGS = {
  requests: "requests",
  matches: "match_log",
  reports: "reports",
  "hand-outs": "hand_outs",
} as const satisfies Partial<Record<UserData, string>>;

type LogKind = keyof typeof LOGS;

const TABLES: Readonly<Record<Exclude<UserData, "revivals">, string>> = {
  ...LOGS,
  history: "history",
  tokens: "tokens",
};

/** What one turn of `removeOlder` did. */
export interface Removed {
  rows: number;
  /** Where the next turn goes on; null when there is nothing older. */
  next: number | null;
}

/** The rows that say something of users, for whoever is to forget them; all changes inside a write transaction. */
export class UserDataRows {
  constructor(private readonly database: Database) {}

  /** How many rows there are of a kind. */
  count(kind: UserData): number {
    if (kind !== "revivals") return this.number(`SELECT count(*) FROM ${TABLES[kind]}`);
    return this.number(
      `SELECT (SELECT count(*) FROM revivals WHERE user_id IS NOT NULL)
         + (SELECT count(*) FROM pending_revivals WHERE user_id IS NOT NULL)`,
    );
  }

  /** Removes all rows of a kind; of revivals only who it was. Answers how many. */
  remove(kind: UserData): number {
    if (kind === "hand-outs") this.database.run("DELETE FROM daily_hand_outs");
    if (kind !== "revivals") return this.database.query(`DELETE FROM ${TABLES[kind]}`).run().changes;
    return this.forgetRevivers("user_id IS NOT NULL", "user_id IS NOT NULL");
  }

  /**
   * Removes all rows of one user; of revivals only who it was. Tokens name programs and stay.
   * @param userId as it is stored (work/users/user-name.ts)
   * @returns how many
   */
  removeUser(kind: Exclude<UserData, "tokens">, userId: string): number {
    const gone = (sql: string) => this.database.query(sql).run(userId).changes;
    if (kind === "revivals") {
      return (
        gone("UPDATE revivals SET user_id = NULL WHERE user_id = ?") +
        gone("UPDATE pending_revivals SET user_id = NULL WHERE user_id = ?")
      );
    }
    return gone(`DELETE FROM ${TABLES[kind]} WHERE ${kind === "hand-outs" ? "identity" : "user_id"} = ?`);
  }

  /**
   * Removes what is older than a time: of logs up to `limit` rows behind the id `after`, of the rest everything. Tokens
   * go that were revoked or expired before it. A log's rows are looked at from the oldest on, until `limit` in a row are
   * newer.
   * @param before Unix milliseconds
   */
  removeOlder(kind: UserData, before: number, after: number, limit: number): Removed {
    if (isLog(kind)) return this.removeOlderOf(LOGS[kind], before, after, limit);
    const time = Math.trunc(before);
    if (kind === "tokens") {
      const sql = "DELETE FROM tokens WHERE revoked_at < ?1 OR expires_at < ?1";
      return { rows: this.database.query(sql).run(time).changes, next: null };
    }
    if (kind === "history") return { rows: 0, next: null };
    const old = `< ${time} AND user_id IS NOT NULL`;
    return { rows: this.forgetRevivers(`at ${old}`, `confirmed_at ${old}`), next: null };
  }

  private removeOlderOf(table: string, before: number, after: number, limit: number): Removed {
    const page = this.database
      .query<{ last: number | null; rows: number; old: number }, [number, number, number]>(
        `SELECT max(id) AS last, count(*) AS rows, count(*) FILTER (WHERE at < ?3) AS old
         FROM (SELECT id, at FROM ${table} WHERE id > ?1 ORDER BY id LIMIT ?2)`,
      )
      .get(after, limit, before);
    if (!page?.last || page.old === 0) return { rows: 0, next: null };
    this.database.query(`DELETE FROM ${table} WHERE id > ? AND id <= ? AND at < ?`).run(after, page.last, before);
    return { rows: page.old, next: page.rows === limit ? page.last : null };
  }

  private forgetRevivers(revivals: string, pending: string): number {
    const done = this.database.query(`UPDATE revivals SET user_id = NULL WHERE ${revivals}`).run().changes;
    return done + this.database.query(`UPDATE pending_revivals SET user_id = NULL WHERE ${pending}`).run().changes;
  }

  /** The time of the oldest row that `removeOlder` would remove one day; null where there is none. */
  oldest(): number | null {
    const times = [
      ...Object.values(LOGS).map((table) => `(SELECT at FROM ${table} ORDER BY id LIMIT 1)`),
      "(SELECT min(min(ifnull(revoked_at, expires_at), ifnull(expires_at, revoked_at))) FROM tokens)",
      "(SELECT min(at) FROM revivals WHERE user_id IS NOT NULL)",
      "(SELECT min(confirmed_at) FROM pending_revivals WHERE user_id IS NOT NULL)",
    ];
    const found = this.database.query<unknown, []>(`SELECT ${times.join(", ")}`).values()[0] as (number | null)[];
    const known = found.filter((at) => at !== null);
    return known.length === 0 ? null : Math.min(...known);
  }

  private number(sql: string): number {
    const row = this.database.query<unknown, []>(sql).values()[0] as [number] | undefined;
    return row?.[0] ?? 0;
  }
}

function isLog(kind: UserData): kind is LogKind {
  return Object.hasOwn(LOGS, kind);
}
