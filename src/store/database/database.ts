import { constants, Database } from "bun:sqlite";
import { closeSync, openSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { ReseederError } from "../../core/errors.ts";
import { keepBeforeUpgrade } from "./before-upgrade.ts";
import { cannotBeMadeBeside, cannotMake, explain } from "./database-error.ts";
import { foreign } from "./foreign.ts";
import { MIGRATIONS } from "./migrations.ts";
import { checkLog } from "./stale-log.ts";

export { explain, explained, isBusy } from "./database-error.ts";

/** `PRAGMA application_id` of a ReSeeder database: "RSDR". */
export const APPLICATION_ID = 0x52534452;

/** How long a process waits for another one that upgrades the database. */
const UPGRADE_MS = 120_000;

export interface OpenOptions {
  /** Make the file when it is not there; else that is `DATABASE_MISSING`. */
  create?: boolean;
  readonly?: boolean;
  /** How long a statement waits for another process's write, in milliseconds. */
  busyTimeoutMs?: number;
  /** The same for the start of a write transaction alone; as `busyTimeoutMs` unless told. */
  writeTimeoutMs?: number;
  /**
   * True for who can do without its last commits after a loss of power, or syncs the log itself: a commit then costs no
   * fsync. Else a commit is on disk when it returns.
   */
  relaxed?: boolean;
  /** Make no copy beside an older database before it is brought up to date: this is a copy itself. */
  isCopy?: boolean;
  /** Memory for pages, taken as they are read. */
  cacheMib?: number;
}

/**
 * Opens a ReSeeder database, brings it up to date and sets it up for several processes at once.
 * @throws ReseederError `DATABASE_…` that names the file
 */
export function openDatabase(path: string, options: OpenOptions = {}): Database {
  return explain(path, () => {
    if (path !== ":memory:") checkLog(path);
    if (options.create && path !== ":memory:") makeFile(path);
    const database = options.readonly ? openForReading(path, options) : openForWriting(path, options);
    try {
      checkIdentity(database, path);
      const version = pragma(database, "user_version");
      if (version === 0 && !options.create) {
        throw new ReseederError("DATABASE_MISSING", `${path} is empty and contains no database yet`);
      }
      // A reader cannot migrate; a writer does it for it.
      if (options.readonly && version < MIGRATIONS.length) openDatabase(path, { ...options, readonly: false }).close();
      if (!options.readonly) {
        // Readers never wait for the writer, nor the writer for readers.
        database.run("PRAGMA journal_mode = WAL");
        // With WAL neither loses anything to a crash of the process, and NORMAL the last commits to a loss of power.
        database.run(`PRAGMA synchronous = ${options.relaxed ? "NORMAL" : "FULL"}`);
        // A scan's batch fits between two checkpoints, and the file never stays larger than this.
        database.run("PRAGMA wal_autocheckpoint = 4000");
        database.run("PRAGMA journal_size_limit = 67108864");
        // Deleted rows, and the old places of those that move within the file, are overwritten: no cost was measurable.
        database.run("PRAGMA secure_delete = ON");
      }
      database.run(`PRAGMA cache_size = ${-Math.trunc(options.cacheMib ?? 16) * 1024}`);
      database.run("PRAGMA temp_store = MEMORY");
      if (!options.readonly) migrate(database, path, options);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** True where a database is, or something that has to be looked at; an empty file is none yet. */
export function hasDatabase(path: string): boolean {
  try {
    return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
  } catch {
    // Opening it says why.
    return true;
  }
}

function openForWriting(path: string, options: OpenOptions): Database {
  const create = options.create ? constants.SQLITE_OPEN_CREATE : 0;
  return patient(new Database(path, constants.SQLITE_OPEN_READWRITE | create), options);
}

/** First of all, so that even the pragmas wait for another process. */
function patient(database: Database, { busyTimeoutMs = 10_000 }: OpenOptions): Database {
  database.run(`PRAGMA busy_timeout = ${Math.trunc(busyTimeoutMs)}`);
  return database;
}

/** Owner-only: the log holds addresses and user ids. SQLite gives the files beside it the same permissions. */
function makeFile(path: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })) return;
    closeSync(openSync(path, "a", 0o600));
  } catch (error) {
    throw cannotMake(path, error);
  }
}

/** A database that nobody has open can be read on a read-only medium too, where SQLite's two files cannot be made. */
function openForReading(path: string, options: OpenOptions): Database {
  const database = patient(new Database(path, constants.SQLITE_OPEN_READONLY), options);
  try {
    pragma(database, "schema_version");
    return database;
  } catch (error) {
    database.close();
    if (!cannotBeMadeBeside(path, error)) throw error;
    return openImmutable(path);
  }
}

/** Opens a file that nobody writes to, leaving nothing beside it. */
export function openImmutable(path: string): Database {
  return new Database(immutable(path), constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI);
}

/** The address of a file that nobody writes to (https://sqlite.org/uri.html). */
export function immutable(path: string): string {
  return `${pathToFileURL(path).href}?immutable=1`;
}

/** The number that a pragma answers. */
export function pragma(database: Database, name: string): number {
  const row = database.query<Record<string, number>, []>(`PRAGMA ${name}`).get();
  return Number(Object.values(row ?? {})[0] ?? 0);
}

/** What says whose a database is. */
export interface DatabaseHeader {
  /** `PRAGMA user_version` and `PRAGMA application_id`; 0 where nobody set them. */
  version: number;
  identity: number;
  /** Tables, indexes and so on. */
  objects: number;
}

/** Reads all of it as of one moment: another process may be making the database. */
export function readHeader(database: Database): DatabaseHeader {
  return database.transaction(() => ({
    version: pragma(database, "user_version"),
    identity: pragma(database, "application_id"),
    objects: database.query<{ n: number }, []>("SELECT count(*) AS n FROM sqlite_schema").get()?.n ?? 0,
  }))();
}

/**
 * Makes sure that it is ReSeeder's, and of a version that is known.
 * @throws ReseederError `DATABASE_FOREIGN`, `DATABASE_NEWER`
 */
export function checkIdentity(database: Database, path: string): void {
  const { version, identity, objects } = readHeader(database);
  if (identity !== APPLICATION_ID && (objects > 0 || version > 0)) {
    throw foreign(database, path);
  }
  if (version > MIGRATIONS.length) {
    throw new ReseederError(
      "DATABASE_NEWER",
      `${path} has version ${version}, but this ReSeeder supports versions up to ${MIGRATIONS.length}`,
    );
  }
}

function migrate(database: Database, path: string, { isCopy, busyTimeoutMs }: OpenOptions): void {
  if (pragma(database, "user_version") === MIGRATIONS.length) return;
  // Another process may be copying the database before it does the same.
  patient(database, { busyTimeoutMs: Math.max(busyTimeoutMs ?? 0, UPGRADE_MS) });
  database
    .transaction(() => {
      // Read again inside the lock: another process may have migrated meanwhile.
      checkIdentity(database, path);
      const found = pragma(database, "user_version");
      if (found > 0 && found < MIGRATIONS.length && !isCopy && path !== ":memory:") keepBeforeUpgrade(path);
      for (let version = found; version < MIGRATIONS.length; version++) {
        database.run(MIGRATIONS[version] ?? "");
      }
      database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
      database.run(`PRAGMA user_version = ${MIGRATIONS.length}`);
    })
    .immediate();
  patient(database, busyTimeoutMs === undefined ? {} : { busyTimeoutMs });
}
