import { closeSync, fstatSync, openSync, statSync } from "node:fs";
import { ARCHIVE_LIMITS } from "../../core/archive/archive.ts";
import { ReseederError } from "../../core/errors.ts";
import { displayPath, pathBelow, systemPath } from "../../core/path-bytes.ts";
import { systemReason } from "../../core/thrown-error.ts";
import { readBounded } from "../../work/files/bounded-file.ts";
import { readExactly } from "../../work/files/spool.ts";
import { walk } from "../../work/files/walk.ts";
import { readZipPaced } from "../../work/ingest/archive-source.ts";
import { YieldEvery } from "../../work/runtime/yield-every.ts";
import type { SourceEvent, TorrentSource } from "./torrent-source.ts";

/** Torrents of a folder or a ZIP on disk, a user's downloads from a tracker among them. Nobody is asked. */
export function folderSource(path: string): TorrentSource {
  return {
    name: displayPath(path),
    torrents: (_library, signal) => (isFolder(path) ? ofFolder(path, signal) : ofZip(path, signal)),
    complete: null,
    remember: null,
    forget: null,
    report: null,
  };
}

function isFolder(path: string): boolean {
  const stat = statSync(systemPath(path), { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new ReseederError("FAILED", `${displayPath(path)} does not exist`, {
      hint: "Name a folder or a ZIP with .torrent files.",
    });
  }
  return stat.isDirectory();
}

async function* ofFolder(root: string, signal: AbortSignal): AsyncGenerator<SourceEvent> {
  const yields = new YieldEvery();
  for (const folder of walk(root)) {
    if ("problem" in folder) {
      const path = folder.folder === "" ? root : pathBelow(root, folder.folder);
      yield { type: "problem", message: `${displayPath(path)}: ${folder.problem}`, fatal: folder.folder === "" };
      continue;
    }
    for (const torrent of folder.torrents) {
      if (signal.aborted) return;
      const path = pathBelow(root, torrent);
      try {
        yield torrentEvent(readBounded(path), torrent, async () => readBounded(path));
      } catch (error) {
        yield { type: "problem", message: `${displayPath(path)}: ${systemReason(error)}`, fatal: false };
      }
      if (yields.isDue) await yields.rest();
    }
  }
}

async function* ofZip(path: string, signal: AbortSignal): AsyncGenerator<SourceEvent> {
  const descriptor = openSync(systemPath(path), "r");
  try {
    const readAt = (offset: number, length: number) => readExactly(descriptor, offset, length);
    for await (const entry of readZipPaced(fstatSync(descriptor).size, readAt, ARCHIVE_LIMITS)) {
      if (signal.aborted) return;
      if (entry.kind === "file") yield torrentEvent(entry.bytes, entry.name, null);
      else if (entry.kind === "rejected") {
        yield {
          type: "problem",
          message: `${displayPath(path)}: ${displayPath(entry.name)}: ${entry.message}`,
          fatal: false,
        };
      }
    }
  } catch (error) {
    if (!(error instanceof ReseederError)) throw error;
    yield { type: "problem", message: `${displayPath(path)}: ${error.message}`, fatal: true };
  } finally {
    closeSync(descriptor);
  }
}

/** One .torrent of a folder or an archive. */
export function torrentEvent(
  bytes: Uint8Array,
  name: string,
  again: (() => Promise<Uint8Array>) | null,
): Extract<SourceEvent, { type: "torrent" }> {
  const label = displayPath(name);
  return {
    type: "torrent",
    torrent: { bytes, label, claimed: null, seeders: null, torrentId: null, again, stripped: false, reported: false },
  };
}
