import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { systemPath } from "../../core/path-bytes.ts";
import { DEFAULT_LIMITS } from "../../core/torrent/parse.ts";
import { TorrentError } from "../../core/torrent/torrent-error.ts";
import { readExactly } from "./spool.ts";

// A named pipe called x.torrent would block an ordinary open for ever.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The bytes of a .torrent file, never more than a torrent may have.
 * @param path as in core/path-bytes.ts
 * @throws TorrentError `FILE_TOO_LARGE`; the system's error where it cannot be read
 */
export function readBounded(path: string): Uint8Array {
  const descriptor = openSync(systemPath(path), FLAGS);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Error("not a regular file");
    if (stat.size > DEFAULT_LIMITS.maxBytes) {
      throw new TorrentError(
        "FILE_TOO_LARGE",
        `the file has ${stat.size} bytes, the limit is ${DEFAULT_LIMITS.maxBytes}`,
      );
    }
    return readExactly(descriptor, 0, stat.size);
  } finally {
    closeSync(descriptor);
  }
}
