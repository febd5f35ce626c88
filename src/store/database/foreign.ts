import type { Database } from "bun:sqlite";
import { ReseederError } from "../../core/errors.ts";

/** Tables of reseeder_api, the utility in Python: its settings and its log of matches. */
const UTILITY_TABLES = ["match_log", "settings"];

/** The error for a database of another program, with what to do where it is one that operators come from. */
export function foreign(database: Database, path: string): ReseederError {
  if (!isUtility(database)) {
    return new ReseederError("DATABASE_FOREIGN", `${path} is an SQLite database, but not a ReSeeder database`);
  }
  const message = `${path} is the database of the Python utility (reseeder_api), which ReSeeder does not read`;
  const hint =
    "Choose another file with --db FILE and scan the same folders into it. See docs/operations.md, Migrating from the Python utility.";
  return new ReseederError("DATABASE_FOREIGN", message, { hint });
}

function isUtility(database: Database): boolean {
  const rows = database.query<{ name: string }, []>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const names = new Set(rows.map(({ name }) => name));
  return UTILITY_TABLES.every((name) => names.has(name));
}
