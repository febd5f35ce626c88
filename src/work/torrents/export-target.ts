import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { TAR_END, tarEntry } from "../../core/archive/tar-writer.ts";
import { ZipWriter } from "../../core/archive/zip-writer.ts";
import { ReseederError } from "../../core/errors.ts";
import { nativeCrc32 } from "../../core/hashing/native-digests.ts";
import { displayPath } from "../../core/path-bytes.ts";
import { systemReason } from "../../core/thrown-error.ts";
import { publish, syncFolder } from "../../store/database/fsync.ts";

export type ArchiveFormat = "tar" | "zip";

/** Where exported torrents go. */
export interface ExportTarget {
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Everything is there for good after this. */
  finish(): Promise<void>;
  /** Takes away what is not finished; does nothing after `finish`. */
  abandon(): void;
}

type Write = (bytes: Uint8Array) => Promise<void> | void;

/** An archive that is written to a stream. */
export function streamTarget(format: ArchiveFormat, write: Write): ExportTarget {
  const zip = new ZipWriter(nativeCrc32);
  const all = async (parts: Iterable<Uint8Array>) => {
    for (const part of parts) await write(part);
  };
  return {
    put: (name, bytes) => all(format === "zip" ? zip.add(name, bytes) : tarEntry(name, bytes)),
    finish: () => all(format === "zip" ? zip.finish() : [TAR_END]),
    abandon: () => {},
  };
}

/**
 * An archive in a file, which gets its name once it is whole.
 * @param force take the place of what lies there
 * @throws ReseederError `FAILED`
 */
export function fileTarget(path: string, format: ArchiveFormat, force: boolean): ExportTarget {
  if (!force && existsSync(path)) throw taken(path);
  const temporary = `${path}.part-${process.pid}`;
  const descriptor = explained(path, () => openSync(temporary, "w", 0o600));
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  const { put, finish } = streamTarget(format, (bytes) => explained(path, () => writeAll(descriptor, bytes)));
  return {
    put,
    async finish() {
      await finish();
      explained(path, close);
      if (!force && existsSync(path)) throw taken(path);
      explained(path, () => publish(temporary, path));
    },
    abandon() {
      close();
      rmSync(temporary, { force: true });
    },
  };
}

/**
 * Files in a folder, made where it is missing; each gets its name once it is whole.
 * @param force write into a folder that holds something, in place of files of the same names
 * @throws ReseederError `FAILED`
 */
export function folderTarget(path: string, force: boolean): ExportTarget {
  explained(path, () => mkdirSync(path, { recursive: true }));
  if (!force && explained(path, () => readdirSync(path)).length > 0) throw taken(path);
  const temporary = join(path, `.part-${process.pid}`);
  return {
    async put(name, bytes) {
      explained(path, () => {
        const descriptor = openSync(temporary, "w", 0o644);
        try {
          writeAll(descriptor, bytes);
          fsyncSync(descriptor);
        } finally {
          closeSync(descriptor);
        }
        renameSync(temporary, join(path, name));
      });
    },
    finish: async () => syncFolder(path),
    abandon: () => rmSync(temporary, { force: true }),
  };
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

function taken(path: string): ReseederError {
  return new ReseederError("FAILED", `${displayPath(path)} already exists`, {
    hint: "Choose another path, or use --force to overwrite it.",
  });
}

function explained<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const hint = "Choose a path with enough free space, or - to write to standard output.";
    throw new ReseederError("FAILED", `Cannot write ${displayPath(path)}: ${systemReason(error)}`, {
      cause: error,
      hint,
    });
  }
}
