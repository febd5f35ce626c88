import { closeSync, fstatSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { displayPath, pathBelow, systemPath } from "../../core/path-bytes.ts";
import { errorCode, systemReason } from "../../core/thrown-error.ts";

/** Where spools have names, one that nobody wrote to for so long was left by a process that was killed. */
const STALE_MS = 24 * 60 * 60 * 1000;

/** Unix keeps a file without a name as long as it is open; elsewhere it goes when it is closed. */
const HAVE_NAMES = process.platform === "win32";

/** A file for what has to be read in another order than it comes. Nothing is left of it once it is closed. */
export class Spool implements Disposable {
  length = 0;
  private open = true;

  private constructor(
    private readonly descriptor: number,
    private readonly path: string,
  ) {}

  /**
   * A spool beside the database, where there is room for as much.
   * @throws ReseederError `DATABASE_FULL`, `DATABASE_IO`
   */
  static beside(database: string): Spool {
    const folder = folderOf(database);
    const prefix = `${nameOf(database)}.spool-`;
    return explain(folder, () => {
      removeLeft(folder, prefix);
      const path = pathBelow(folder, `${prefix}${process.pid}-${crypto.randomUUID()}`);
      const spool = new Spool(openSync(systemPath(path), "wx+", 0o600), path);
      if (!HAVE_NAMES) rmSync(systemPath(path), { force: true });
      return spool;
    });
  }

  /** @throws ReseederError `DATABASE_FULL`, `DATABASE_IO` */
  write(chunk: Uint8Array): void {
    explain(folderOf(this.path), () => {
      for (let done = 0; done < chunk.length; ) {
        const written = writeSync(this.descriptor, chunk, done, chunk.length - done, this.length);
        done += written;
        this.length += written;
      }
    });
  }

  /** @param bytes takes what is read, `length` of it */
  readonly readAt = (offset: number, length: number, bytes?: Uint8Array): Uint8Array =>
    readExactly(this.descriptor, offset, length, bytes);

  [Symbol.dispose](): void {
    if (!this.open) return;
    this.open = false;
    closeSync(this.descriptor);
    rmSync(systemPath(this.path), { force: true });
  }
}

/** Reads so many bytes of an open file at an offset; throws where it has fewer. @param bytes takes them, `length` of them */
export function readExactly(
  descriptor: number,
  offset: number,
  length: number,
  bytes: Uint8Array = new Uint8Array(length),
): Uint8Array {
  for (let done = 0; done < length; ) {
    const read = readSync(descriptor, bytes, done, length - done, offset + done);
    if (read === 0) throw new RangeError(`the file ends at ${offset + done}, of ${fstatSync(descriptor).size} bytes`);
    done += read;
  }
  return bytes;
}

/** Removes what processes that were killed have left: one without a name may have lost its life before its name. */
function removeLeft(folder: string, prefix: string): void {
  for (const name of readdirSync(systemPath(folder))) {
    if (!name.startsWith(prefix)) continue;
    const path = systemPath(pathBelow(folder, name));
    const stat = HAVE_NAMES ? statSync(path, { throwIfNoEntry: false }) : null;
    if (!HAVE_NAMES || (stat && Date.now() - stat.mtimeMs > STALE_MS)) rmSync(path, { force: true });
  }
}

function explain<T>(folder: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = errorCode(error);
    const isFull = code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG";
    throw new ReseederError(
      isFull ? "DATABASE_FULL" : "DATABASE_IO",
      `Cannot write a temporary file in ${displayPath(folder)}: ${systemReason(error)}`,
      { cause: error },
    );
  }
}

/** `dirname` and `basename` lose bytes that are no UTF-8. */
function folderOf(path: string): string {
  return path.isWellFormed() ? dirname(path) : path.slice(0, path.lastIndexOf("/")) || "/";
}

function nameOf(path: string): string {
  return path.isWellFormed() ? basename(path) : path.slice(path.lastIndexOf("/") + 1);
}
