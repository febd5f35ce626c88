import { type Dirent, readdirSync, type Stats, statSync } from "node:fs";
import { decodePath, systemPath } from "../../core/path-bytes.ts";
import { systemReason } from "../../core/thrown-error.ts";
import { EVERYTHING, type ScanFilter } from "../../core/watch/scan-filter.ts";

/**
 * One folder of a tree: its .torrent files and the links in it that lead to folders, or why it could not be read. Paths
 * are below the root.
 */
export type Folder = { folder: string; torrents: string[]; links?: string[] } | { folder: string; problem: string };

/**
 * Lists the .torrent files below a root, folder by folder. Follows symbolic links, each folder once, so loops end; links
 * come last, so that a folder with two ways to it always goes by its own.
 * @param root absolute path
 * @param from folders below the root to begin with; the root itself unless told
 * @param filter which names are looked at; all folders and `*.torrent` unless told
 */
export function* walk(
  root: string,
  from: readonly string[] = [""],
  filter: ScanFilter = EVERYTHING,
): Generator<Folder> {
  const visited = new Set<string>();
  const waiting = [...from];
  const linked: string[] = [];
  const next = () => waiting.pop() ?? linked.pop();
  for (let folder = next(); folder !== undefined; folder = next()) {
    const absolute = folder === "" ? root : `${root}/${folder}`;
    const prefix = folder === "" ? "" : `${folder}/`;
    try {
      const { dev, ino } = statSync(systemPath(absolute), { bigint: true });
      if (visited.has(`${dev}:${ino}`)) continue;
      visited.add(`${dev}:${ino}`);
      const torrents: string[] = [];
      const links: string[] = [];
      for (const { name, entry } of list(absolute)) {
        if (filter.excludes(name)) continue;
        const kind = kindOf(entry, `${absolute}/${name}`);
        if (kind === "folder") (entry?.isSymbolicLink() ? links : waiting).push(prefix + name);
        else if (kind === "file" && filter.includes(name)) torrents.push(prefix + name);
      }
      linked.push(...links);
      yield links.length === 0 ? { folder, torrents } : { folder, torrents, links };
    } catch (error) {
      yield { folder, problem: systemReason(error) };
    }
  }
}

/** True for names that end in `.torrent`, whatever the case. */
export function isTorrentName(name: string): boolean {
  return name.length > 8 && name.slice(-8).toLowerCase() === ".torrent";
}

interface Entry {
  name: string;
  /** What the listing says of the entry; absent where only a stat can tell. */
  entry?: Dirent;
}

/** Listing as strings is fast and mangles names that are no UTF-8; only a folder that has such a name is listed again. */
function list(folder: string): Entry[] {
  const path = systemPath(folder);
  const entries = readdirSync(path, { withFileTypes: true });
  if (!entries.some((entry) => entry.name.includes("\ufffd"))) {
    return entries.map((entry) => ({ name: entry.name, entry }));
  }
  // Bun 1.4.5 gives names alone when they are asked for as bytes, whatever `withFileTypes` says.
  return readdirSync(path, { encoding: "buffer" }).map((name) => ({ name: decodePath(name) }));
}

function kindOf(entry: Entry["entry"], path: string): "folder" | "file" | "other" {
  if (entry?.isFile()) return "file";
  if (entry?.isDirectory()) return "folder";
  if (entry?.isFIFO() || entry?.isSocket() || entry?.isCharacterDevice() || entry?.isBlockDevice()) return "other";
  const target = targetOf(path);
  if (target?.isFile()) return "file";
  return target?.isDirectory() ? "folder" : "other";
}

/** One link that leads in a circle, or where nobody may look, must not hide the folder that it lies in. */
function targetOf(link: string): Stats | undefined {
  try {
    return statSync(systemPath(link), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
