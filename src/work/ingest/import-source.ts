import { closeSync, createReadStream, openSync, statSync } from "node:fs";
import { basename } from "node:path";
import { ARCHIVE_LIMITS } from "../../core/archive/archive.ts";
import { ReseederError } from "../../core/errors.ts";
import { displayPath, systemPath } from "../../core/path-bytes.ts";
import { systemReason } from "../../core/thrown-error.ts";
import type { RejectionCode } from "../../core/torrent/rejection.ts";
import { TorrentError } from "../../core/torrent/torrent-error.ts";
import { readBounded } from "../files/bounded-file.ts";
import { readExactly } from "../files/spool.ts";
import { walk } from "../files/walk.ts";
import { HEAD, kindOf, readSource, readZipPaced } from "./archive-source.ts";
import type { Offered } from "./ingest.ts";

const READ_AT_A_TIME = 256 * 1024;

/**
 * What a file, a pipe or a folder holds: as `readSource`, and all .torrent files below a folder.
 * @param path absolute
 * @param database beside which a ZIP out of a pipe is kept while it is read
 * @throws ReseederError `FAILED` where it cannot be read, and as `readSource`
 */
export async function* readPath(path: string, database: string): AsyncGenerator<Offered> {
  const stat = explained(path, () => statSync(systemPath(path)));
  if (stat.isDirectory()) return yield* readFolder(path);
  if (stat.isFile() && stat.size > 0) {
    const descriptor = explained(path, () => openSync(systemPath(path), "r"));
    try {
      if (kindOf(readExactly(descriptor, 0, Math.min(HEAD, stat.size))) === "zip") {
        const readAt = (offset: number, length: number) => readExactly(descriptor, offset, length);
        return yield* readZipPaced(stat.size, readAt, ARCHIVE_LIMITS);
      }
    } finally {
      closeSync(descriptor);
    }
  }
  yield* readSource(chunksOf(path), { name: basename(path), database });
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  // Streams of Bun take no paths as bytes.
  const fd = path.isWellFormed() ? undefined : explained(path, () => openSync(systemPath(path), "r"));
  const stream = createReadStream(path, { highWaterMark: READ_AT_A_TIME, ...(fd === undefined ? {} : { fd }) });
  try {
    yield* stream;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    stream.destroy();
  }
}

async function* readFolder(root: string): AsyncGenerator<Offered> {
  for (const folder of walk(root)) {
    if ("problem" in folder) {
      yield rejected(folder.folder || root, "UNREADABLE", `cannot read the folder: ${folder.problem}`);
      continue;
    }
    for (const path of folder.torrents.sort()) yield readOne(root, path);
  }
}

function readOne(root: string, path: string): Offered {
  try {
    return { kind: "file", name: displayPath(path), bytes: readBounded(`${root}/${path}`) };
  } catch (error) {
    if (error instanceof TorrentError) return rejected(path, error.code, error.message);
    return rejected(path, "UNREADABLE", systemReason(error));
  }
}

function rejected(path: string, code: RejectionCode, message: string): Offered {
  return { kind: "rejected", name: displayPath(path), code, message };
}

function explained<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): ReseederError {
  return new ReseederError("FAILED", `Cannot read ${displayPath(path)}: ${systemReason(error)}`, {
    cause: error,
    hint: "Choose a readable .torrent, TAR, ZIP, dump or folder.",
  });
}
