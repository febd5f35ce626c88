import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { errorCode } from "../../core/thrown-error.ts";

/** The ends of names of what SQLite keeps beside a database (https://sqlite.org/tempfiles.html). */
export const BESIDE = ["-wal", "-shm", "-journal"] as const;

/** Whether a file that is open can be replaced by another: Windows says EBUSY. */
export const CAN_REPLACE_OPEN = process.platform !== "win32";

/** Removes a database with what lies beside it; nothing happens where there is none. */
export function removeDatabase(path: string): void {
  rmSync(path, { force: true });
  removeBeside(path);
}

/** Removes what lies beside a database: a log that stayed would be taken for that of the next file of this name. */
export function removeBeside(path: string): void {
  for (const suffix of BESIDE) rmSync(`${path}${suffix}`, { force: true });
}

/** What a process makes beside a database to put it in its place. */
export function unfinished(path: string, what: "restoring" | "wiping"): string {
  return `${path}.${what}-${process.pid}`;
}

/** Removes what processes that were killed have made and not put in place: a whole database, it may be. */
export function removeUnfinished(path: string): void {
  const own = basename(path);
  for (const name of readdirSync(dirname(path)).filter((each) => each.startsWith(own))) {
    const pid = /^\.(?:restoring|wiping)-(\d+)(?:-\w+)?$/.exec(name.slice(own.length))?.[1];
    // Where there are few processes, as in a container, one that was killed had the number that is now ours.
    if (pid && (Number(pid) === process.pid || !isAlive(Number(pid))))
      rmSync(join(dirname(path), name), { force: true });
  }
}

/** Whether a process of this machine runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}
