import { constants, Database, SQLiteError } from "bun:sqlite";
import { type ErrorCode, ReseederError } from "../core/errors.ts";
import { MIGRATIONS } from "./migrations.ts";

/** `PRAGMA application_id` of a ReSeeder database: "RSDR". */
const APPLICATION_ID = 0x52534452;

export interface OpenOptions {
  /** Make the file when it is not there; else that is `DATABASE_MISSING`. */
  create?: boolean;
  readonly?: boolean;
  /** How long a statement waits for another process's write, in milliseconds. */
  busyTimeoutMs?: number;
}

/**
 * Opens a ReSeeder database, brings it up to date and sets it up for several processes at once.
 * @throws ReseederError `DATABASE_…` that names the file
 */
export function openDatabase(path: string, options: OpenOptions = {}): Database {
  return explain(path, () => {
    const flags = options.readonly
      ? constants.SQLITE_OPEN_READONLY
      : constants.SQLITE_OPEN_READWRITE | (options.create ? constants.SQLITE_OPEN_CREATE : 0);
    const database = new Database(path, flags);
    try {
      // First of all, so that even the pragmas wait for another process.
      database.run(`PRAGMA busy_timeout = ${Math.trunc(options.busyTimeoutMs ?? 10_000)}`);
      checkIdentity(database, path);
      const version = pragma(database, "user_version");
      if (version === 0 && !options.create) {
        throw new ReseederError("DATABASE_MISSING", `${path} is empty: there is no database in it yet`);
      }
      // A reader cannot migrate; a writer does it for it.
      if (options.readonly && version < MIGRATIONS.length) openDatabase(path, { ...options, readonly: false }).close();
      if (!options.readonly) {
        // Readers never wait for the writer, nor the writer for readers.
        database.run("PRAGMA journal_mode = WAL");
        // With WAL this loses nothing to a crash of the process, and at most the last commits to a loss of power.
        database.run("PRAGMA synchronous = NORMAL");
        // A scan's batch fits between two checkpoints, and the file never stays larger than this.
        database.run("PRAGMA wal_autocheckpoint = 4000");
        database.run("PRAGMA journal_size_limit = 67108864");
      }
      database.run("PRAGMA cache_size = -65536");
      database.run("PRAGMA temp_store = MEMORY");
      if (!options.readonly) migrate(database, path);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function pragma(database: Database, name: string): number {
  const row = database.query<Record<string, number>, []>(`PRAGMA ${name}`).get();
  return Number(Object.values(row ?? {})[0] ?? 0);
}

function checkIdentity(database: Database, path: string): void {
  const version = pragma(database, "user_version");
  const identity = pragma(database, "application_id");
  const tables = database.query<{ n: number }, []>("SELECT count(*) AS n FROM sqlite_schema").get()?.n ?? 0;
  if (identity !== APPLICATION_ID && (tables > 0 || version > 0)) {
    throw new ReseederError("DATABASE_FOREIGN", `${path} is an SQLite database, but not one of ReSeeder's`);
  }
  if (version > MIGRATIONS.length) {
    throw new ReseederError(
      "DATABASE_NEWER",
      `${path} has version ${version}, this ReSeeder knows versions up to ${MIGRATIONS.length}`,
    );
  }
}

function migrate(database: Database, path: string): void {
  if (pragma(database, "user_version") === MIGRATIONS.length) return;
  database
    .transaction(() => {
      // Read again inside the lock: another process may have migrated meanwhile.
      checkIdentity(database, path);
      for (let version = pragma(database, "user_version"); version < MIGRATIONS.length; version++) {
        database.run(MIGRATIONS[version] ?? "");
      }
      database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
      database.run(`PRAGMA user_version = ${MIGRATIONS.length}`);
    })
    .immediate();
}

const CODES: readonly [RegExp, ErrorCode, string][] = [
  [/^SQLITE_(BUSY|LOCKED)/, "DATABASE_LOCKED", "is locked by another process"],
  [/^SQLITE_FULL/, "DATABASE_FULL", "cannot grow: the disk is full"],
  [/^SQLITE_(CORRUPT|NOTADB)/, "DATABASE_CORRUPT", "is damaged or is no SQLite database"],
  [/^SQLITE_READONLY/, "DATABASE_READONLY", "is read-only"],
  [/^SQLITE_(CANTOPEN|PERM|AUTH|IOERR)/, "DATABASE_UNREADABLE", "cannot be opened or read"],
];

/**
 * Runs `action`; an error of SQLite becomes one that names the database and says what to try.
 * @throws ReseederError
 */
export function explain<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw explained(path, error);
  }
}

/** The same error, or the ReseederError that it stands for. */
export function explained(path: string, error: unknown): unknown {
  if (!(error instanceof SQLiteError)) return error;
  const code = error.code ?? "";
  if (code.startsWith("SQLITE_CANTOPEN") && !Bun.file(path).size) {
    return new ReseederError("DATABASE_MISSING", `There is no database at ${path}`, { cause: error });
  }
  const known = CODES.find(([pattern]) => pattern.test(code));
  if (!known) return error;
  return new ReseederError(known[1], `The database ${path} ${known[2]} (${error.message})`, { cause: error });
}

/** True for the errors that go away by waiting: another process holds the write lock. */
export function isBusy(error: unknown): boolean {
  if (error instanceof ReseederError) return error.code === "DATABASE_LOCKED";
  return error instanceof SQLiteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code ?? "");
}
