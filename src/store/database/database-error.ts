import { SQLiteError } from "bun:sqlite";
import { accessSync, constants, readlinkSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ERRORS, type ErrorCode, ReseederError } from "../../core/errors.ts";
import { errorCode, errorMessage } from "../../core/thrown-error.ts";

const CODES: readonly [pattern: RegExp, code: ErrorCode, says: string][] = [
  [/^SQLITE_(BUSY|LOCKED)/, "DATABASE_LOCKED", "is locked by another process"],
  [/^SQLITE_FULL/, "DATABASE_FULL", "cannot grow: the disk is full"],
  [/^SQLITE_(CORRUPT|NOTADB)/, "DATABASE_CORRUPT", "is damaged or not an SQLite database"],
  [/^SQLITE_READONLY/, "DATABASE_READONLY", "is read-only"],
  [/^SQLITE_IOERR/, "DATABASE_IO", "hit an I/O error, a disk quota or a file size limit"],
  [/^SQLITE_(CANTOPEN|PERM|AUTH)/, "DATABASE_UNREADABLE", "cannot be opened or read"],
];

/** Names of the error numbers (https://sqlite.org/rescode.html) that node:sqlite gives without a name. */
const NAMES: Readonly<Record<number, string>> = {
  5: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  26: "SQLITE_NOTADB",
};

/** With less than this left, an error of writing is taken for a full disk: the shared index of the log alone is 32 KiB. */
const NOTHING_LEFT = 64 * 1024;

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
  const name = sqliteCode(error);
  if (name === null) return error;
  const message = errorMessage(error);
  const known = CODES.find(([pattern]) => pattern.test(name));
  if (!known) return error;
  const [, code, says] = known;
  const options = { cause: error };
  if (/^SQLITE_(CANTOPEN|READONLY_DIRECTORY)/.test(name) || isFolder(path)) {
    const found = obstacle(path);
    if (found) {
      const { code, sentence, hint = ERRORS[code].hint } = found;
      return new ReseederError(code, sentence, { ...options, hint });
    }
  }
  // SQLite opens such a file for reading, and then fails to lock it.
  if (code === "DATABASE_IO" && exists(path) && !allows(path, constants.W_OK)) {
    return new ReseederError("DATABASE_READONLY", `The database ${path} is read-only (${message})`, options);
  }
  if (code === "DATABASE_IO" && freeBytes(path) < NOTHING_LEFT) {
    return new ReseederError(
      "DATABASE_FULL",
      `The database ${path} cannot grow: the disk is full (${message})`,
      options,
    );
  }
  // SQLite's own message says no more than that.
  const detail = code === "DATABASE_LOCKED" ? "" : ` (${message})`;
  return new ReseederError(code, `The database ${path} ${says}${detail}`, options);
}

/** True for the errors that go away by waiting: another process holds the write lock. */
export function isBusy(error: unknown): boolean {
  if (error instanceof ReseederError) return error.code === "DATABASE_LOCKED";
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error) ?? "");
}

/**
 * True when opening a database failed because its log and index cannot be made beside it, and there is no log that holds
 * anything: the file alone is the database then.
 */
export function cannotBeMadeBeside(path: string, error: unknown): boolean {
  if (!/^SQLITE_(CANTOPEN|READONLY_DIRECTORY)/.test(sqliteCode(error) ?? "")) return false;
  return !statSync(`${path}-wal`, { throwIfNoEntry: false })?.size;
}

/** SQLite's name of an error of bun:sqlite or node:sqlite; null for any other error. */
function sqliteCode(error: unknown): string | null {
  if (error instanceof SQLiteError) return error.code ?? "";
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  if (code !== "ERR_SQLITE_ERROR" || typeof errcode !== "number") return null;
  return NAMES[errcode & 0xff] ?? "";
}

/** What the file system says of a database that SQLite cannot open, which itself names no reason. */
function obstacle(path: string): { code: ErrorCode; sentence: string; hint?: string } | null {
  const folder = dirname(path);
  if (!allows(folder, constants.X_OK) && exists(folder)) {
    return {
      code: "DATABASE_UNREADABLE",
      sentence: `This user may not access ${folder}, the folder of the database`,
    };
  }
  if (!exists(path)) return { code: "DATABASE_MISSING", sentence: `There is no database at ${path}` };
  if (isFolder(path)) {
    const hint = "Name the file of the database, such as reseeder.db in that folder.";
    return { code: "DATABASE_UNREADABLE", sentence: `${path} is a folder, not a database`, hint };
  }
  const kept = [path, `${path}-wal`, `${path}-shm`].find((file) => exists(file) && !allows(file, constants.R_OK));
  if (kept) return { code: "DATABASE_UNREADABLE", sentence: `This user may not read the database file ${kept}` };
  if (!allows(folder, constants.W_OK)) {
    const sentence = `The database ${path} is read-only: SQLite needs two files next to it, and ${folder} is not writable`;
    return { code: "DATABASE_READONLY", sentence };
  }
  return null;
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  return exists(path) && statSync(path).isDirectory();
}

function allows(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Where a path leads that may be a symbolic link, or several in a row, to something that is not there. */
function targetOf(path: string): string {
  let at = path;
  // As many as Linux follows.
  for (let links = 0; links < 40; links++) {
    try {
      at = resolve(dirname(at), readlinkSync(at));
    } catch {
      return at;
    }
  }
  return at;
}

/** The error of making a database file, from the system's error. */
export function cannotMake(path: string, error: unknown): unknown {
  const code = errorCode(error);
  const target = targetOf(path);
  const folder = dirname(target);
  const options = { cause: error };
  if (code === "ENOENT" || code === "ENOTDIR") {
    const hint = `Create the folder first (mkdir -p ${folder}), or choose another file with --db FILE.`;
    const link = target === path ? "" : `, which is a link to ${target}`;
    return new ReseederError("DATABASE_MISSING", `There is no folder ${folder} for the database ${path}${link}`, {
      ...options,
      hint,
    });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    const why = code === "EROFS" ? "is on a read-only file system" : "is not writable for this user";
    return new ReseederError("DATABASE_READONLY", `Cannot create the database ${path}: ${folder} ${why}`, options);
  }
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new ReseederError("DATABASE_FULL", `Cannot create the database ${path}: the disk is full`, options);
  }
  return error;
}
