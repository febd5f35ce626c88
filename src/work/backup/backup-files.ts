import { closeSync, existsSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { fileStamp } from "../../core/iso-time.ts";
import { errorCode, systemReason } from "../../core/thrown-error.ts";
import { glance } from "../../store/database/examine.ts";
import { isAlive, removeDatabase } from "../files/database-files.ts";

/** One backup in a folder. Sizes in bytes, times in Unix milliseconds. */
export interface BackupFile {
  path: string;
  /** From its name. */
  at: number;
  bytes: number;
  /** Counts the backups of its database; 0 where it tells none. */
  number: number;
  /** Path of the database that it is of; null where it tells none. */
  source: string | null;
  /** Torrents on offer in it. */
  torrents: number;
  /** Whose backup it is; null for one of an older version and where `problem` is set. */
  lineage: string | null;
  /** Why it cannot be used, as far as a quick look shows. */
  problem: string | null;
}

const NAME = /^reseeder-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.db$/;
/** What a backup that was killed leaves behind: of which process on which machine, where its name tells. */
const LEFTOVER = /^\.reseeder-\d{8}T\d{6}Z\.db\.(?:([0-9a-f]{8})-(\d+)\.)?partial(?:-journal|-wal|-shm)?$/;
/** A file that was not written to for so long belongs to nobody, whoever's it was. */
const ABANDONED_MS = 3_600_000;

/** The time of a backup's name, in Unix milliseconds; null for any other name. */
function timeOf(name: string): number | null {
  const parts = NAME.exec(name)?.slice(1).map(Number);
  if (!parts) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * The backups in a folder, the newest first: files with a backup's name, also those that turn out to be none. Of those of
 * one database the number says which is newer; names say it else, for a clock may have been wrong.
 * @throws ReseederError `BACKUP_FAILED` when the folder cannot be read
 */
export function listBackups(folder: string): BackupFile[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new ReseederError("BACKUP_FAILED", `Cannot read the folder ${folder}: ${systemReason(error)}`, {
      cause: error,
    });
  }
  return names
    .flatMap((name) => {
      const at = timeOf(name);
      return at === null ? [] : [look(join(folder, name), at)];
    })
    .sort((a, b) => b.at - a.at)
    .sort((a, b) => (a.lineage !== null && a.lineage === b.lineage ? b.number - a.number : 0));
}

function look(path: string, at: number): BackupFile {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  try {
    const { identity, torrents, number, source } = glance(path);
    return { path, at, bytes, number, source, torrents, lineage: identity?.lineage ?? null, problem: null };
  } catch (error) {
    return { path, at, bytes, number: 0, source: null, torrents: 0, lineage: null, problem: systemReason(error) };
  }
}

/** What was removed, and a sentence for each file that could not be. */
export interface Pruned {
  removed: string[];
  problems: string[];
}

/** Which database backups are of. */
export interface Origin {
  lineage: string;
  /** Without symbolic links. */
  path: string;
}

/** Whether a backup is of a database and of no copy of it that lies elsewhere. Of an older version it may be of either. */
export function isOf({ lineage, source }: Pick<BackupFile, "lineage" | "source">, database: Origin): boolean {
  return lineage === database.lineage && (source === null || source === database.path);
}

/**
 * Removes all but the newest `keep` backups of one database; no file that is not one of them is touched.
 * @param made the one that was just made: it stays, whatever the order
 */
export function pruneBackups(folder: string, database: Origin, keep: number, made: string): Pruned {
  const pruned: Pruned = { removed: [], problems: [] };
  const older = listBackups(folder).filter((file) => isOf(file, database) && file.path !== made);
  for (const { path } of older.slice(keep - 1)) {
    try {
      // Another process may have been faster.
      rmSync(path, { force: true });
      pruned.removed.push(path);
    } catch (error) {
      pruned.problems.push(`Cannot remove the old backup ${path}: ${systemReason(error)}`);
    }
  }
  return pruned;
}

/** A name that is taken for a backup, and the empty file to write it to. */
export interface Reservation {
  /** Where the finished backup goes. */
  path: string;
  temporary: string;
}

/** Takes a name that no other process takes: that of `now`, or of the next free second. */
export function reserve(folder: string, now: number): Reservation {
  for (let at = now; ; at += 1_000) {
    const name = `reseeder-${fileStamp(at)}.db`;
    const [path, temporary] = [join(folder, name), join(folder, `.${name}.${machine()}-${process.pid}.partial`)];
    if (existsSync(path)) continue;
    try {
      closeSync(openSync(temporary, "wx", 0o600));
    } catch (error) {
      if (errorCode(error) === "EEXIST") continue;
      throw error;
    }
    if (!existsSync(path)) return { path, temporary };
    rmSync(temporary, { force: true });
  }
}

/** Removes what is left of an unfinished backup. */
export function discard({ temporary }: Reservation): void {
  removeDatabase(temporary);
}

/**
 * What backups that were killed have left in a folder: whose process is gone, or nobody has written to for an hour.
 * @throws the system's error when the folder cannot be read
 */
export function leftovers(folder: string, now: number): string[] {
  return readdirSync(folder).flatMap((name) => {
    const found = LEFTOVER.exec(name);
    if (!found) return [];
    const [, on, pid] = found;
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat?.isFile()) return [];
    const isGone = on === machine() && Number(pid) !== process.pid && !isAlive(Number(pid));
    return isGone || now - stat.mtimeMs > ABANDONED_MS ? [path] : [];
  });
}

/** Removes what backups that were killed have left. */
export function removeLeftovers(folder: string, now: number): void {
  for (const path of leftovers(folder, now)) rmSync(path, { force: true });
}

/** Tells machines apart that write into one folder: the number of a process means nothing on another one. */
function machine(): string {
  return new Bun.CryptoHasher("sha256").update(hostname()).digest("hex").slice(0, 8);
}
