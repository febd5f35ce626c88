import {
  type BigIntStats,
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { ReseederError } from "../../core/errors.ts";

/** Of the header (https://sqlite.org/fileformat.html): its magic, and the version that 1 makes a file without a log. */
const MAGIC = "SQLite format 3\0";
const WRITE_VERSION = 18;

/**
 * Whether a file is a database that needs no log beside it, as `backup` marks its copies; false where it cannot be read.
 * A database that anybody has opened to write has the other mark, and gets it before its log holds anything.
 */
export function needsNoLog(path: string): boolean {
  const head = readHead(path, WRITE_VERSION + 1);
  return head !== null && head.toString("latin1", 0, 16) === MAGIC && head[WRITE_VERSION] === 1;
}

/**
 * What tells a log from any other, and from itself once it was emptied: the salts of its header
 * (https://sqlite.org/fileformat.html#the_write_ahead_log). Null where it is empty or not there.
 */
export function logIdentity(path: string): string | null {
  return readHead(path, 24)?.toString("hex", 16) ?? null;
}

/** The first bytes of a file; null where it has fewer or cannot be read. */
function readHead(path: string, length: number): Buffer | null {
  const head = Buffer.alloc(length);
  try {
    const own = descriptorOf(path);
    const descriptor = own ?? openSync(path, "r");
    try {
      return readSync(descriptor, head, 0, length, 0) === length ? head : null;
    } finally {
      if (own === null) closeSync(descriptor);
    }
  } catch {
    return null;
  }
}

/**
 * Makes sure that a log beside a database is its own: SQLite would play any log of this name into the file
 * (https://sqlite.org/howtocorrupt.html, 1.4).
 * @throws ReseederError `DATABASE_STALE_LOG`
 */
export function checkLog(path: string): void {
  const file = real(path);
  // In this order: who opens a copy in the right way changes the mark first.
  const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes === 0 || !needsNoLog(file)) return;
  throw new ReseederError(
    "DATABASE_STALE_LOG",
    `${path} is a backup, but the WAL file next to it, ${file}-wal, belongs to another database`,
    {
      hint: `Stop all processes that use the old database. Then \`reseeder restore\` the backup, or remove the WAL: rm '${file}-wal' '${file}-shm'`,
    },
  );
}

/**
 * A descriptor with which this process has a file open; null for none. Who opens and closes it once more drops the locks
 * that SQLite has on it (https://sqlite.org/howtocorrupt.html, 2.2).
 */
function descriptorOf(path: string): number | null {
  const wanted = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!wanted) return null;
  try {
    const found = readdirSync("/dev/fd").find((name) => {
      const open = statOfDescriptor(Number(name));
      return open !== null && open.ino === wanted.ino && open.dev === wanted.dev;
    });
    return found === undefined ? null : Number(found);
  } catch {
    // Windows has no such folder, and no locks that go that way.
    return null;
  }
}

function statOfDescriptor(descriptor: number): BigIntStats | null {
  try {
    return fstatSync(descriptor, { bigint: true });
  } catch {
    return null;
  }
}

/** SQLite looks for the log where a symbolic link leads. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
