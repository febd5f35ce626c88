import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { type TorrentRecord, toRecord } from "../../core/content/record.ts";
import { displayPath, systemPath } from "../../core/path-bytes.ts";
import { systemReason } from "../../core/thrown-error.ts";
import { DEFAULT_LIMITS, parseMetainfo } from "../../core/torrent/parse.ts";
import type { RejectionCode } from "../../core/torrent/rejection.ts";
import { TorrentError } from "../../core/torrent/torrent-error.ts";
import type { FileStamp } from "../../store/index/location-writer.ts";

/** What became of one .torrent file; `stamp` is from before the read, so that a later change shows. */
export type ReadResult =
  | { kind: "torrent"; stamp: FileStamp; record: TorrentRecord; infoOffset: number; sha1: Uint8Array | null }
  | { kind: "rejected"; stamp: FileStamp; code: RejectionCode; message: string }
  /** Gone between listing and reading. */
  | { kind: "gone" };

/** Rejections that say nothing of the content: such a file is read again at every scan. */
export const TRANSIENT: ReadonlySet<string> = new Set<RejectionCode>(["UNREADABLE", "CHANGED_WHILE_READ"]);

// A named pipe called x.torrent would block an ordinary open for ever.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Hashes that are only made where they are asked for: each costs about as much as all the rest of a read. */
export interface Hashes {
  /** SHA-1 of the whole file. */
  file: boolean;
  /** SHA-1 of the string `info.pieces`. */
  pieces: boolean;
}

/** Reads .torrent files one after another into one buffer. */
export class TorrentFileReader {
  private buffer = new Uint8Array(1024 * 1024);

  /**
   * Reads and parses one file; whatever is wrong with it becomes a result.
   * @param path absolute, as in core/path-bytes.ts
   */
  read(path: string, hashes: Hashes): ReadResult {
    let descriptor: number;
    try {
      descriptor = openSync(systemPath(path), FLAGS);
    } catch (error) {
      return this.unreadable(path, error);
    }
    try {
      return this.readOpen(path, descriptor, hashes);
    } catch (error) {
      return this.unreadable(path, error);
    } finally {
      closeSync(descriptor);
    }
  }

  private readOpen(path: string, descriptor: number, hashes: Hashes): ReadResult {
    const stat = fstatSync(descriptor, { bigint: true });
    const stamp = stampOf(stat);
    if (!stat.isFile()) return { kind: "rejected", stamp, code: "UNREADABLE", message: "not a regular file" };
    if (stamp.size > DEFAULT_LIMITS.maxBytes) {
      const message = `${stamp.size} bytes, the limit is ${DEFAULT_LIMITS.maxBytes}`;
      return { kind: "rejected", stamp, code: "FILE_TOO_LARGE", message };
    }
    if (stamp.size >= this.buffer.length) this.buffer = new Uint8Array(stamp.size * 2);
    const length = readSync(descriptor, this.buffer, 0, stamp.size + 1, 0);
    if (length !== stamp.size) {
      const message = `${stamp.size} bytes when opened, but ${length > stamp.size ? "more" : length} when read`;
      return { kind: "rejected", stamp, code: "CHANGED_WHILE_READ", message };
    }
    return this.parse(path, this.buffer.subarray(0, length), stamp, hashes);
  }

  private parse(path: string, bytes: Uint8Array, stamp: FileStamp, hashes: Hashes): ReadResult {
    try {
      const metainfo = parseMetainfo(bytes, {}, { hashPieces: hashes.pieces });
      const sha1 = hashes.file ? new Uint8Array(20) : null;
      if (sha1) Bun.SHA1.hash(bytes, sha1);
      return { kind: "torrent", stamp, record: toRecord(metainfo), infoOffset: metainfo.info.start, sha1 };
    } catch (error) {
      if (error instanceof TorrentError) return { kind: "rejected", stamp, code: error.code, message: error.message };
      throw new Error(`cannot parse ${displayPath(path)}: ${error}`, { cause: error });
    }
  }

  private unreadable(path: string, error: unknown): ReadResult {
    let stamp = NO_STAMP;
    try {
      const stat = statOrNull(path);
      if (!stat) return { kind: "gone" };
      stamp = stampOf(stat);
    } catch {
      // What may not even be looked at has no stamp; it needs none, being read again at every scan.
    }
    return { kind: "rejected", stamp, code: "UNREADABLE", message: systemReason(error) };
  }
}

const NO_STAMP: FileStamp = { size: 0, mtimeS: 0, mtimeNs: 0, inode: 0 };

/**
 * The stat of a path, or null where nothing is there.
 * @throws the system's error where it cannot be told, such as EACCES
 */
export function statOrNull(path: string): BigIntStats | null {
  try {
    return statSync(systemPath(path), { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (["ELOOP", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}

/** What identifies a file's content without reading it. */
export function stampOf(stat: { size: bigint; mtimeNs: bigint; ino: bigint }): FileStamp {
  return {
    size: Number(stat.size),
    mtimeS: Number(stat.mtimeNs / 1_000_000_000n),
    mtimeNs: Number(stat.mtimeNs % 1_000_000_000n),
    // Some file systems number inodes with all 64 bits; the lower ones tell files apart well enough.
    inode: Number(BigInt.asUintN(53, stat.ino)),
  };
}
