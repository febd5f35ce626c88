import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";

/** A process that has a file open. */
export interface OpenFileHolder {
  pid: number;
  /** Name of its program, as far as the system tells. */
  name: string;
}

/**
 * Other processes that have a database open or locked, as far as this system shows them: on Linux all that hold a lock,
 * and those of the same user (of everybody, for root) that have it open. Elsewhere none.
 */
export function openFileHolders(path: string): OpenFileHolder[] {
  const pids = new Set<number>();
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat) continue;
    for (const pid of lockers(stat)) pids.add(pid);
    for (const pid of openers(stat)) pids.add(pid);
  }
  pids.delete(process.pid);
  return [...pids].sort((a, b) => a - b).map((pid) => ({ pid, name: nameOf(pid) }));
}

/** The same as a sentence names them: `reseeder (process 12), sqlite3 (process 40)`; empty where none is shown. */
export function namedOpenFileHolders(path: string): string {
  return openFileHolders(path)
    .map(({ pid, name }) => `${name || "a program"} (process ${pid})`)
    .join(", ");
}

interface FileId {
  dev: number;
  ino: number;
}

/** Lines such as `1: POSIX  ADVISORY  READ 28459 fe:00:10191545 1073741826 1073742335` (proc_locks(5)). */
function lockers({ dev, ino }: FileId): number[] {
  const major = (dev >>> 8) & 0xfff;
  const minor = (dev & 0xff) | ((dev >>> 12) & 0xfff00);
  const hex = (number: number) => number.toString(16).padStart(2, "0");
  const file = `${hex(major)}:${hex(minor)}:${ino}`;
  return lines("/proc/locks")
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.includes(file))
    .map((fields) => Number(fields[fields.indexOf(file) - 1]))
    .filter((pid) => pid > 0);
}

function openers({ dev, ino }: FileId): number[] {
  return names("/proc")
    .filter((pid) => /^\d+$/.test(pid) && hasOpen(`/proc/${pid}/fd`, { dev, ino }))
    .map(Number);
}

function hasOpen(folder: string, { dev, ino }: FileId): boolean {
  return names(folder).some((descriptor) => {
    try {
      // Most are no files; a look at the name is cheaper than at the file.
      if (!readlinkSync(`${folder}/${descriptor}`).startsWith("/")) return false;
      const stat = statSync(`${folder}/${descriptor}`);
      return stat.ino === ino && stat.dev === dev;
    } catch {
      return false;
    }
  });
}

function nameOf(pid: number): string {
  return lines(`/proc/${pid}/comm`)[0] ?? "";
}

function lines(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Somebody else's process, or one that has just ended.
    return [];
  }
}
