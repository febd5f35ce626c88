import { closeSync, constants, fstatSync, openSync, read, readSync } from "node:fs";
import { systemPath } from "../../core/path-bytes.ts";
import { type ByteRun, type LocalFile, PART_BYTES } from "../../core/verify/local-file.ts";
import { readExactly } from "../../work/files/spool.ts";
import type { VerifiedStat } from "../match-result.ts";

// A named pipe that took the file's place would block an ordinary open for ever. Never for writing.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Bytes read at a time: more is no faster, less is slower. */
export const READ_BYTES = PART_BYTES;

/**
 * A file of the library. Whoever reads it gets the file that was walked or an error: another inode, size or time means
 * that it changed, before or while it was read.
 * @param buffer READ_BYTES, lent while the file is read
 * @param apart read beside the program, so that several disks work at a time
 */
export function diskFile(path: string, stat: VerifiedStat, buffer: Uint8Array, apart = false): LocalFile {
  const open = () => {
    const descriptor = openSync(systemPath(path), FLAGS);
    const changed = difference(fstatSync(descriptor, { bigint: true }), stat);
    if (changed === null) return descriptor;
    closeSync(descriptor);
    throw new Error(changed);
  };
  return {
    size: Number(stat.size),
    open: () => runOf(open(), stat, buffer, apart),
    slice(offset, length) {
      const descriptor = open();
      try {
        return readExactly(descriptor, offset, length, buffer.subarray(0, length));
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

function runOf(descriptor: number, stat: VerifiedStat, buffer: Uint8Array, apart: boolean): ByteRun {
  let at = 0;
  const taken = (bytes: number) => {
    at += bytes;
    return bytes === 0 ? null : buffer.subarray(0, bytes);
  };
  return {
    next() {
      if (!apart) return taken(readSync(descriptor, buffer, 0, buffer.length, at));
      return new Promise((resolve, reject) => {
        read(descriptor, buffer, 0, buffer.length, at, (error, bytes) =>
          error === null ? resolve(taken(bytes)) : reject(error),
        );
      });
    },
    close() {
      try {
        return difference(fstatSync(descriptor, { bigint: true }), stat);
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

/** What tells an open file from the one that was walked; null where nothing does. */
export function difference(now: VerifiedStat & { isFile?: () => boolean }, then: VerifiedStat): string | null {
  if (now.dev !== then.dev || now.ino !== then.ino) return "another file has taken its place";
  if (now.size !== then.size) return `it changed from ${then.size} to ${now.size} bytes`;
  if (now.mtimeNs !== then.mtimeNs || now.ctimeNs !== then.ctimeNs) return "it changed while it was read";
  return null;
}
