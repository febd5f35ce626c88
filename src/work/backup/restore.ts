import { closeSync, constants, copyFileSync, existsSync, linkSync, openSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { fileStamp } from "../../core/iso-time.ts";
import { errorCode, systemReason } from "../../core/thrown-error.ts";
import { copyDatabase } from "../../store/database/copy.ts";
import { Exclusive } from "../../store/database/exclusive.ts";
import { giveTo, publish, syncFolder } from "../../store/database/fsync.ts";
import { continueFrom, prepareRestored, replaceRows } from "../../store/database/restored.ts";
import {
  BESIDE,
  CAN_REPLACE_OPEN,
  removeBeside,
  removeDatabase,
  removeUnfinished,
  unfinished,
} from "../files/database-files.ts";
import { namedOpenFileHolders, openFileHolders } from "../files/open-file-holders.ts";
import { verifyBackup } from "./verify-backup.ts";

export interface RestoreOptions {
  /** The backup; absolute. */
  file: string;
  /** The database that it replaces, or that is not there any more. */
  path: string;
  /** Go on although other processes have the database open. */
  force: boolean;
  clock?: () => number;
}

export interface RestoreResult {
  file: string;
  database: string;
  /** Where the old database is now; null where there was none. */
  kept: string | null;
  torrents: number;
  /** False where the old database could not tell which ids it gave out, so that ids go on far beyond. */
  ids_known: boolean;
  /** True where other processes go on with the restored contents. */
  live: boolean;
  duration_ms: number;
}

/** The old database: locked by us, open elsewhere, or beyond SQLite's help. */
type Old = { state: "ours"; lock: Exclusive } | { state: "shared" } | { state: "damaged" } | { state: "none" };

/**
 * Puts a backup in place of the database, or where none is. The old one is kept beside it with all it holds. Stopped at
 * any point, the database is the old one or the restored one.
 * @throws ReseederError `BACKUP_DAMAGED`, `DATABASE_IN_USE`, `DATABASE_…`
 */
export async function restore({ file, path, force, clock = Date.now }: RestoreOptions): Promise<RestoreResult> {
  const startedAt = clock();
  const { torrents } = check(file, path);
  removeUnfinished(path);
  const old = lockOld(path, force);
  const temporary = unfinished(path, "restoring");
  try {
    const kept = old.state === "none" ? null : freeName(path, startedAt);
    await copyBeside(file, temporary, path);
    prepareRestored(temporary, { pid: process.pid, startedAt, finishedAt: clock(), summary: { file, kept } });
    const past = old.state === "ours" ? old.lock.highWater() : null;
    if (old.state === "shared" && kept) await replaceRows(path, temporary, () => keepCopy(path, kept));
    else {
      continueFrom(temporary, past);
      if (old.state === "ours" && !CAN_REPLACE_OPEN) old.lock.close();
      swap(path, temporary, kept);
    }
    return {
      file,
      database: path,
      kept,
      torrents,
      ids_known: past !== null || old.state === "shared",
      live: old.state === "shared",
      duration_ms: clock() - startedAt,
    };
  } catch (error) {
    throw error instanceof ReseederError ? error : failed(path, error);
  } finally {
    if (old.state === "ours") old.lock.close();
    removeDatabase(temporary);
  }
}

function check(file: string, path: string): { torrents: number } {
  const [from, to] = [idOf(file), idOf(path)];
  if (from !== null && from === to) {
    const hint = "Choose a backup: `reseeder backup --list` shows them.";
    throw new ReseederError("USAGE", `${file} is the database itself`, { hint });
  }
  return verifyBackup(file);
}

function lockOld(path: string, force: boolean): Old {
  if (idOf(path) === null) return { state: "none" };
  let lock: Exclusive | null = null;
  let state: "shared" | "damaged" = "shared";
  try {
    lock = Exclusive.take(path);
  } catch (error) {
    if (!(error instanceof ReseederError) || !/^DATABASE_(CORRUPT|STALE_LOG)$/.test(error.code)) throw error;
    // SQLite cannot lock what it cannot read, or may not; the system still tells who has it open.
    if (openFileHolders(path).length === 0) return { state: "damaged" };
    state = "damaged";
  }
  if (lock) return { state: "ours", lock };
  if (force) return { state };
  const who = namedOpenFileHolders(path) || "another connection";
  throw new ReseederError("DATABASE_IN_USE", `The database ${path} is in use by ${who}; nothing was changed`);
}

async function copyBeside(file: string, temporary: string, path: string): Promise<void> {
  try {
    closeSync(openSync(temporary, "wx", 0o600));
    await copyDatabase(file, temporary);
    giveTo(idOf(path) === null ? dirname(path) : path, temporary);
    verifyBackup(temporary);
  } catch (error) {
    throw failed(path, error);
  }
}

/** The old file under another name, then the new one in its place, in one step: there is always a whole database. */
function swap(path: string, temporary: string, kept: string | null): void {
  const aside = kept ?? freeName(path, Date.now());
  for (const suffix of ["", ...BESIDE]) {
    const file = `${path}${suffix}`;
    if (suffix === "-shm" || !statSync(file, { throwIfNoEntry: false })?.size) continue;
    linkOrCopy(file, `${aside}${suffix}`);
  }
  syncFolder(dirname(path));
  removeBeside(path);
  publish(temporary, path);
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (errorCode(error) === "EEXIST") throw error;
    // Not every file system knows a second name for a file.
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

async function keepCopy(path: string, kept: string): Promise<void> {
  closeSync(openSync(kept, "wx", 0o600));
  try {
    await copyDatabase(path, kept);
    giveTo(path, kept);
  } catch (error) {
    rmSync(kept, { force: true });
    throw failed(path, error);
  }
}

function freeName(path: string, now: number): string {
  for (let at = now; ; at += 1_000) {
    const name = `${path}.before-restore-${fileStamp(at)}`;
    if (["", ...BESIDE].every((suffix) => !existsSync(`${name}${suffix}`))) return name;
  }
}

function idOf(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.dev}/${stat.ino}` : null;
}

function failed(path: string, cause: unknown): ReseederError {
  const code = errorCode(cause);
  const isFull = code === "DATABASE_FULL" || code === "ENOSPC";
  const why = isFull ? "the disk is full" : systemReason(cause);
  const message = `Cannot restore ${path}: ${why}; nothing was changed`;
  return new ReseederError(isFull ? "DATABASE_FULL" : "BACKUP_FAILED", message, {
    cause,
    hint: isFull ? "Free some disk space: restoring needs twice the size of the backup." : "",
  });
}
