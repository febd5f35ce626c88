import { constants, Database, SQLiteError } from "bun:sqlite";
import { statSync } from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import { countRows, type TableCounts } from "./copy.ts";
import { checkIdentity, openImmutable, pragma } from "./database.ts";
import { explain } from "./database-error.ts";
import { type BackupOrigin, type DatabaseIdentity, readDatabaseIdentity, readOrigin } from "./identity.ts";
import { checkLog } from "./stale-log.ts";

/** What a database file says of itself. */
export interface Sight extends BackupOrigin {
  /** `PRAGMA user_version`: how many migrations it has seen. */
  version: number;
  /** Null in a file of an older version. */
  identity: DatabaseIdentity | null;
  /** Torrents on offer. */
  torrents: number;
}

/** What a thorough look at a database file found. */
export interface Examination extends Sight {
  /** What `PRAGMA integrity_check` says; empty when all is well. */
  problems: string[];
  tables: TableCounts;
}

const MAX_PROBLEMS = 20;

/**
 * Looks at a database file that nobody writes to; changes nothing and leaves nothing beside it.
 * @throws ReseederError `DATABASE_…`, also when it is none of ReSeeder's or of a newer version
 */
export function glance(path: string): Sight {
  return withFile(path, (database) => see(database));
}

/** The same, reading every page of the file. */
export function examine(path: string): Examination {
  return withFile(path, (database) => {
    const problems = checkIntegrity(database, "integrity_check");
    // What is damaged may not be counted.
    const tables =
      problems.length === 0 ? countRows((sql) => database.query<Record<string, unknown>, []>(sql).all()) : {};
    return { ...see(database), problems, tables };
  });
}

/** What SQLite's own check of a whole database says; empty when all is well. */
export function checkIntegrity(database: Database, how: "integrity_check" | "quick_check"): string[] {
  try {
    const rows = database.query<unknown, []>(`PRAGMA ${how}(${MAX_PROBLEMS})`).values() as [string][];
    return rows.map(([line]) => line).filter((line) => line !== "ok");
  } catch (error) {
    // Damage in the schema itself stops even the check.
    if (error instanceof SQLiteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code ?? "")) return [error.message];
    throw error;
  }
}

function see(database: Database): Sight {
  const sql = "SELECT torrents FROM totals WHERE id = 1";
  return {
    version: pragma(database, "user_version"),
    identity: readDatabaseIdentity(database),
    ...readOrigin(database),
    torrents: database.query<{ torrents: number }, []>(sql).get()?.torrents ?? 0,
  };
}

function withFile<T>(path: string, look: (database: Database) => T): T {
  return explain(path, () => {
    checkLog(path);
    // A log beside it belongs to it; only SQLite itself may put the two together.
    const isWhole = sizeOf(`${path}-wal`) === 0;
    const database = isWhole ? openImmutable(path) : new Database(path, constants.SQLITE_OPEN_READONLY);
    try {
      checkIdentity(database, path);
      if (pragma(database, "user_version") === 0) {
        throw new ReseederError("DATABASE_FOREIGN", `${path} is empty: there is no database in it`, { hint: "" });
      }
      return look(database);
    } finally {
      database.close();
    }
  });
}

function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}
