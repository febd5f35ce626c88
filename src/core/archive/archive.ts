import { ReseederError } from "../errors.ts";
import { decodePath, displayPath } from "../path-bytes.ts";
import { DEFAULT_LIMITS } from "../torrent/parse.ts";
import type { RejectionCode } from "../torrent/rejection.ts";

/** One entry of an archive. `name` is a label to be shown, never a path: nothing is ever written under it. */
export type ArchiveEntry =
  /** `bytes` may be a view of memory that is used again for the next entry. */
  | { kind: "file"; name: string; bytes: Uint8Array }
  /** A file that was wanted and cannot be had. */
  | { kind: "rejected"; name: string; code: RejectionCode; message: string }
  /** Whatever is no wanted file: folders, links, files with other names. */
  | { kind: "other"; name: string };

/** What an archive may cost. */
export interface ArchiveLimits {
  /** Of one file, in bytes. */
  maxFileBytes: number;
  maxEntries: number;
  /** Of a name in bytes; both formats know longer ones than any file system. */
  maxNameBytes: number;
  /** Unpacked bytes: so many are always allowed … */
  maxUnpackedFree: number;
  /** … and beyond them so many times the packed ones. A .torrent is mostly hashes, which do not shrink. */
  maxRatio: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  maxFileBytes: DEFAULT_LIMITS.maxBytes,
  maxEntries: 2_000_000,
  maxNameBytes: 16 * 1024,
  maxUnpackedFree: 256 * 1024 * 1024,
  maxRatio: 30,
};

/** An archive that cannot be read on; `sentence` says what and at which byte or entry. */
export function archiveError(sentence: string): ReseederError {
  return new ReseederError("INVALID_REQUEST", `archive: ${sentence}`);
}

/** How much may be unpacked from so many packed bytes. */
export function unpackedLimit(packed: number, { maxUnpackedFree, maxRatio }: ArchiveLimits): number {
  return maxUnpackedFree + maxRatio * packed;
}

/** Characters of a name that are kept: it is shown, and its end is read for an id. */
const MAX_LABEL = 300;

/** The name of an entry as it is shown: control characters made visible, the beginning of a long one left out. */
export function labelOf(name: Uint8Array): string {
  const text = displayPath(decodePath(name.subarray(-4 * MAX_LABEL)));
  return name.length > 4 * MAX_LABEL || text.length > MAX_LABEL ? `…${text.slice(-MAX_LABEL)}` : text;
}

/** The rejection of a file that is longer than a torrent may be. */
export function tooLong(name: string, size: number, { maxFileBytes }: ArchiveLimits): ArchiveEntry {
  return {
    kind: "rejected",
    name,
    code: "FILE_TOO_LARGE",
    message: `${size} bytes, the limit is ${maxFileBytes}`,
  };
}
