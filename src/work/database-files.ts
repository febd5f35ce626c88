import { rmSync } from "node:fs";

/** The ends of names of what SQLite keeps beside a database (https://sqlite.org/tempfiles.html). */
export const BESIDE = ["-wal", "-shm", "-journal"] as const;

/** Removes a database with what lies beside it; nothing happens where there is none. */
export function removeDatabase(path: string): void {
  rmSync(path, { force: true });
  removeBeside(path);
}

/** Removes what lies beside a database: a log that stayed would be taken for that of the next file of this name. */
export function removeBeside(path: string): void {
  for (const suffix of BESIDE) rmSync(`${path}${suffix}`, { force: true });
}
