import type { Database } from "bun:sqlite";
import { NAMELESS } from "../../core/access/logged-path.ts";
import type { UserData } from "../../core/access/user-data.ts";

/** What one turn did: rows changed, and where the next goes on; null at the end. */
export interface Renamed {
  rows: number;
  next: string | number | null;
}

/** The kinds in which users are named. */
export const NAMING = ["requests", "matches", "reports", "hand-outs", "history", "revivals"] as const;
export type Naming = Extract<UserData, (typeof NAMING)[number]>;

/** Rows by id: the column with the name, and which rows name no user. */
const BY_ID = {
  // A request of the operator's names his token.
  requests: [["requests", "id", "user_id", "path NOT LIKE '/api/%' AND path <> '/metrics'"]],
  matches: [["match_log", "id", "user_id", "true"]],
  reports: [["reports", "id", "user_id", "true"]],
  "hand-outs": [["hand_outs", "id", "identity", "true"]],
  revivals: [
    ["revivals", "id", "user_id", "true"],
    ["pending_revivals", "torrent_id", "user_id", "true"],
  ],
} as const;

/** Paths that hold a user's id, even unknown ones, and what is logged in their place (core/access/logged-path.ts). */
const NAMED_PATH = `path LIKE '%users_%' AND path NOT LIKE '%users/${NAMELESS}%'`;
const NAMELESS_PATH = `substr(path, 1, instr(lower(path), 'users') + 4) || '/${NAMELESS}' ||
  CASE WHEN rtrim(path, '/') LIKE '%/archive' THEN '/archive' ELSE '' END`;

/** A reason without what it quotes of the request (http/request/problem.ts). */
const UNQUOTED = "substr(error, 1, instr(error, ', got ') - 1)";

/** What becomes of a name, or of a report's body. */
export interface Renaming {
  name(userId: string): string;
  body(body: string): string;
}

/** Puts other names in the place of those that stand in the database; all changes inside a write transaction. */
export class UserRenaming {
  constructor(private readonly database: Database) {}

  /** The tables of a kind, each to be gone through by itself. */
  tables(kind: Naming): number {
    return kind === "history" ? 1 : BY_ID[kind].length;
  }

  /** Renames up to `limit` rows (of the history: one user's) behind `after`, null for the first. */
  rename(kind: Naming, table: number, after: string | number | null, limit: number, renaming: Renaming): Renamed {
    if (kind === "history") return this.renameHistory(String(after ?? ""), renaming);
    const [name, id, column, named] = BY_ID[kind][table] ?? BY_ID[kind][0];
    const body = name === "reports" ? "body" : "NULL";
    const rows = this.database
      .query<unknown, [number, number]>(
        `SELECT ${id}, ${column}, ${body} FROM ${name}
         WHERE ${id} > ? AND (${column} IS NOT NULL OR ${body} IS NOT NULL) AND ${named} ORDER BY ${id} LIMIT ?`,
      )
      .values(Number(after ?? 0), limit) as [number, string | null, string | null][];
    const update = this.database.query(`UPDATE ${name} SET ${column} = ? WHERE ${id} = ?`);
    const rewrite = this.database.query("UPDATE reports SET body = ? WHERE id = ?");
    let changed = 0;
    for (const [key, user, text] of rows) {
      const renamed = user === null ? null : renaming.name(user);
      const rewritten = text === null ? null : renaming.body(text);
      if (renamed !== user) update.run(renamed, key);
      if (rewritten !== text) rewrite.run(rewritten, key);
      if (renamed !== user || rewritten !== text) changed++;
    }
    return { rows: changed, next: rows.length === limit ? (rows.at(-1)?.[0] ?? null) : null };
  }

  /** Takes users' ids out of the logged paths and reasons of requests. Answers of how many paths. */
  forgetPaths(): number {
    this.database.run(`UPDATE requests SET error = ${UNQUOTED} WHERE status < 500 AND error LIKE '%, got %'`);
    return this.database.query(`UPDATE requests SET path = ${NAMELESS_PATH} WHERE ${NAMED_PATH}`).run().changes;
  }

  /** The kinds with an id that is not one of core/access/anonymous-name.ts. Reads logs whole, and little of the rest. */
  withIds(): Naming[] {
    const noName = (column: string) => `${column} NOT GLOB 'u_${"[0-9a-f]".repeat(20)}'`;
    // What begins otherwise is found by the index; the rest is left to the renaming itself.
    const indexed = (column: string) => `(${column} < 'u_' OR ${column} >= 'u' || char(96))`;
    const exists = (kind: Naming) => {
      if (kind === "history") return `EXISTS (SELECT 1 FROM history WHERE ${indexed("user_id")})`;
      if (kind === "hand-outs") return `EXISTS (SELECT 1 FROM hand_outs WHERE ${indexed("identity")})`;
      const tables: string[] = BY_ID[kind].map(([table, , column, named]) => {
        return `EXISTS (SELECT 1 FROM ${table} WHERE ${noName(column)} AND ${named})`;
      });
      if (kind === "requests") tables.push(`EXISTS (SELECT 1 FROM requests WHERE ${NAMED_PATH})`);
      return `(${tables.join(" OR ")})`;
    };
    const found = this.database.query<unknown, []>(`SELECT ${NAMING.map(exists).join(", ")}`).values()[0] as number[];
    return NAMING.filter((_, index) => found[index] === 1);
  }

  /** What the user has under both names becomes one entry, as `History.add` would make it. */
  private renameHistory(after: string, { name }: Renaming): Renamed {
    const sql = "SELECT user_id AS user FROM history WHERE user_id > ? ORDER BY user_id LIMIT 1";
    const user = this.database.query<{ user: string }, [string]>(sql).get(after)?.user;
    if (user === undefined) return { rows: 0, next: null };
    const renamed = name(user);
    if (renamed === user) return { rows: 0, next: user };
    this.database
      .query(
        `INSERT INTO history (user_id, info_hash, at, source)
           SELECT ?2, info_hash, at, source FROM history WHERE user_id = ?1
         ON CONFLICT (user_id, info_hash) DO UPDATE SET
           at = min(coalesce(at, excluded.at), coalesce(excluded.at, at)), source = min(source, excluded.source)`,
      )
      .run(user, renamed);
    return { rows: this.database.query("DELETE FROM history WHERE user_id = ?").run(user).changes, next: user };
  }
}
