import { Database } from "bun:sqlite";
import { backup, DatabaseSync } from "node:sqlite";
import { immutable } from "./database.ts";
import { cannotBeMadeBeside, explain, explained } from "./database-error.ts";
import { checkLog } from "./stale-log.ts";

/** Rows of every table, by name. */
export type TableCounts = Record<string, number>;

/** Pages of one step, 4 MiB: between two steps progress is told. */
const PAGES_PER_STEP = 1_000;

/**
 * Copies a database, as it is at one moment, to a new or empty file, with SQLite's online backup; others go on reading
 * and writing. The thread that calls does nothing else until it is done (Bun runs all steps in one go).
 * @param onProgress told the share that is copied, from 0 to 1; what it throws ends the copy
 * @returns the rows that the source had at that moment
 * @throws ReseederError `DATABASE_…` of the file that failed
 */
export async function copyDatabase(
  source: string,
  target: string,
  onProgress: (share: number) => void = () => {},
): Promise<TableCounts> {
  const database = explain(source, () => open(source));
  try {
    const tables = explain(source, () => {
      // All steps see one snapshot. Without it, each write of another process starts the copy over, without end.
      database.exec("BEGIN");
      return countRows((sql) => database.prepare(sql).all() as Record<string, unknown>[]);
    });
    try {
      await backup(database, target, {
        rate: PAGES_PER_STEP,
        progress: ({ remainingPages, totalPages }) => onProgress(1 - remainingPages / Math.max(1, totalPages)),
      });
    } catch (error) {
      throw explained(target, error);
    }
    explain(target, () => {
      const copy = new Database(target, { readwrite: true, create: false });
      try {
        dropLocal(copy);
      } finally {
        copy.close();
      }
    });
    makeSingleFile(target);
    return tables;
  } finally {
    database.close();
  }
}

/** As database.ts opens for reading: on a read-only medium too, where the two files beside it cannot be made. */
function open(source: string): DatabaseSync {
  checkLog(source);
  const database = new DatabaseSync(source, { readOnly: true, timeout: 10_000 });
  try {
    database.prepare("PRAGMA schema_version").get();
    return database;
  } catch (error) {
    database.close();
    if (!cannotBeMadeBeside(source, error)) throw error;
    return new DatabaseSync(immutable(source), { readOnly: true });
  }
}

/** Empties the tables that stay in a database: nobody who was let in is in a copy. */
function dropLocal(database: Database): void {
  // What is deleted is overwritten too.
  database.run("PRAGMA secure_delete = ON");
  const local = database
    .query<{ name: string }, []>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'local\\_%' ESCAPE '\\'",
    )
    .all();
  for (const { name } of local) database.run(`DELETE FROM "${name}"`);
}

/**
 * Makes a database need no files beside it, so that it can be copied, and read from a read-only medium.
 * @throws ReseederError `DATABASE_…`
 */
export function makeSingleFile(path: string): void {
  explain(path, () => {
    const database = new Database(path, { readwrite: true, create: false });
    try {
      database.run("PRAGMA journal_mode = DELETE");
    } finally {
      database.close();
    }
  });
}

/** Counts the rows of every table but those that no copy has. */
export function countRows(all: (sql: string) => Record<string, unknown>[]): TableCounts {
  // What a virtual table holds stands in tables of its own.
  const names = all(
    `SELECT name FROM sqlite_schema
     WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'
       AND name NOT LIKE 'local\\_%' ESCAPE '\\' ORDER BY name`,
  );
  const count = (name: unknown) => Number(all(`SELECT count(*) AS n FROM "${name}"`)[0]?.["n"] ?? 0);
  return Object.fromEntries(names.map(({ name }) => [String(name), count(name)]));
}
