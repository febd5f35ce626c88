import { accessSync, constants, existsSync, type Stats, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { displayPath } from "../../core/path-bytes.ts";
import { formatBytes } from "../../core/quantity.ts";
import { leftovers } from "../backup/backup-files.ts";
import { putAside } from "../backup/other-copies.ts";
import { type Finding, findings } from "../observe/finding.ts";

const MIB = 1024 * 1024;
/** Less free space than this, and nothing can be relied on. */
const SCARCE = 64 * MIB;
/** What a log should not grow beyond for long: the size it is cut to after each checkpoint. */
const LARGE_LOG = 2 * 64 * MIB;

/** Permissions, log and free disk of the database and of the folder for backups. */
export function* checkFiles(path: string, backups: string | null, now: number): Generator<Finding> {
  yield permissions(path);
  yield log(path);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  yield space("disk", dirname(path), size);
  yield* kept(path);
  if (backups !== null) yield* backupFolder(backups, size, now);
}

function permissions(path: string): Finding {
  const { ok, warning, error } = findings("permissions");
  const open = [path, `${path}-wal`].find((file) => othersMayRead(stat(file)));
  if (open !== undefined) {
    const what = `${displayPath(open)} is readable by every user of this machine; it contains addresses and user IDs`;
    return warning(what, `chmod 600 ${displayPath(open)}`);
  }
  for (const [file, kind] of [
    [path, "database"],
    [dirname(path), "database's folder"],
  ] as const) {
    if (!allows(file, constants.W_OK)) {
      return error(`The ${kind} ${displayPath(file)} is not writable for this user`, `Run as its owner, or chown it.`);
    }
  }
  return ok("The database is writable, and readable only by its owner");
}

function othersMayRead(stat: Stats | undefined): boolean {
  return process.platform !== "win32" && stat !== undefined && (stat.mode & 0o004) !== 0;
}

function log(path: string): Finding {
  const { ok, warning } = findings("wal");
  const bytes = stat(`${path}-wal`)?.size ?? 0;
  if (bytes <= LARGE_LOG) return ok(`The WAL has ${formatBytes(bytes)}`);
  return warning(
    `The WAL has grown to ${formatBytes(bytes)}: a process has been reading for a long time`,
    "Find the long-running process, such as a backup or a database tool. The WAL shrinks when it ends.",
  );
}

/** Whole databases that restores and upgrades left, easily forgotten; they hold what was wiped since. */
function* kept(path: string): Generator<Finding> {
  const { info } = findings("kept");
  for (const copy of asides(path)) {
    const size = formatBytes(stat(copy)?.size ?? 0);
    yield info(`${displayPath(copy)} is an earlier state of the database, ${size}`, "Delete it when everything works.");
  }
}

function asides(path: string): string[] {
  try {
    return putAside(path);
  } catch {
    // What is wrong with the folder is said by the other findings.
    return [];
  }
}

function* backupFolder(folder: string, size: number, now: number): Generator<Finding> {
  const { warning, error } = findings("backup-folder");
  const found = stat(folder);
  // Where it is not there yet, the first backup makes it, below the nearest folder there is.
  const there = found ? folder : nearest(folder);
  yield space("backup-disk", there, size);
  if (!stat(there)?.isDirectory() || !allows(there, constants.W_OK | constants.X_OK)) {
    const what = `Backups cannot be written to ${displayPath(folder)}`;
    yield error(what, `Make ${displayPath(there)} a folder that is writable for this user.`);
  } else if (found && othersMayRead(found)) {
    yield warning(
      `${displayPath(folder)} is readable by every user of this machine`,
      `chmod 700 ${displayPath(folder)}`,
    );
  }
  if (!found) return;
  for (const path of left(folder, now)) {
    const size = formatBytes(stat(path)?.size ?? 0);
    yield warning(`An interrupted backup left ${displayPath(path)}, ${size}`, "The next backup removes it.");
  }
}

function left(folder: string, now: number): string[] {
  try {
    return leftovers(folder, now);
  } catch {
    // What is wrong with the folder is said by the other findings.
    return [];
  }
}

function space(check: string, folder: string, size: number): Finding {
  const { ok, warning, error } = findings(check);
  try {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const what = `${formatBytes(free)} free for ${displayPath(folder)}`;
    const wanted = Math.max(256 * MIB, 2 * size);
    if (free < SCARCE) return error(what, "Free some space: writes will fail soon.");
    if (free < wanted) return warning(what, `Free some space: restoring a backup needs ${formatBytes(wanted)}.`);
    return ok(what);
  } catch (problem) {
    return warning(`Cannot read the free space of ${displayPath(folder)}: ${problem}`, "Check that it exists.");
  }
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

function stat(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function allows(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
