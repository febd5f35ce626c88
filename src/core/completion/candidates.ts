import type { Metainfo, TorrentFile } from "../torrent/metainfo.ts";
import type { LibraryIndex } from "./library-index.ts";
import { extensionOf, type Likeness, likeness } from "./same-name.ts";

/** A local file that may be a file of a torrent. */
export interface Candidate {
  /** In the library. */
  local: number;
  likeness: Likeness;
  /** The more, the likelier. */
  score: number;
}

/** For each file of a torrent, by its index, the local files of its size, likeliest first; empty for what needs none. */
export type Candidates = Candidate[][];

/** Candidates looked at for one file of a torrent: among more of one size and without a name to go by, it is guessing. */
const MAX_CANDIDATES = 64;
/** Files of one size that are looked through at all. */
const MAX_LOOKED_AT = 20_000;

/** A file whose bytes a user can hold: no padding, no symbolic link, not empty. */
export function isReal({ pad, symlink, length }: Pick<TorrentFile, "pad" | "symlink" | "length">): boolean {
  return !pad && !symlink && length > 0;
}

/**
 * What the library has for a torrent's files, by size, ranked by name and by place: files of one folder of the torrent
 * are looked for in one folder, at the place where the likeliest of them lie (RAR volumes, BDMV, VIDEO_TS).
 */
export function candidatesOf(metainfo: Metainfo, index: LibraryIndex): Candidates {
  const lists = metainfo.files.map((file): Candidate[] => {
    if (!isReal(file)) return [];
    const name = file.path.at(-1) ?? metainfo.name;
    const extension = extensionOf(name);
    const found: Candidate[] = [];
    for (const local of index.ofSize(file.length).slice(0, MAX_LOOKED_AT)) {
      const alike = likeness(name, index.name(local));
      const ending = alike === "other" && extensionOf(index.name(local)) === extension ? 10 : 0;
      const score = { same: 100, written: 80, other: ending }[alike] + 5 * sharedFolders(metainfo, file, index, local);
      found.push({ local, likeness: alike, score });
    }
    return cut(found);
  });
  for (const [folder, files] of Map.groupBy(metainfo.files.keys(), (i) => folderOf(metainfo.files[i]))) {
    rankByPlace(metainfo, index, lists, folder, files);
  }
  return lists.map(cut);
}

function cut(found: Candidate[]): Candidate[] {
  found.sort((a, b) => b.score - a.score || a.local - b.local);
  return found.length > 4 * MAX_CANDIDATES ? found.slice(0, 4 * MAX_CANDIDATES) : found;
}

/** The candidates that are worth a reading. */
export function likeliest(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.slice(0, MAX_CANDIDATES);
}

function folderOf(file: TorrentFile | undefined): string {
  return file === undefined ? "" : file.path.slice(0, -1).join("/");
}

/** How many folders above a torrent's file and above a local one have the same names, from the file upwards. */
function sharedFolders(metainfo: Metainfo, file: TorrentFile, index: LibraryIndex, local: number): number {
  if (metainfo.singleFile) return 0;
  const due = [metainfo.name, ...file.path.slice(0, -1)];
  const here = index.folder(local).split("/");
  let shared = 0;
  while (shared < due.length && shared < here.length) {
    if (likeness(due.at(-1 - shared) as string, here.at(-1 - shared) as string) === "other") break;
    shared++;
  }
  return shared;
}

/** Raises what lies where most of a folder's files, or of the whole torrent's, have their likeliest candidates. */
function rankByPlace(
  metainfo: Metainfo,
  index: LibraryIndex,
  lists: Candidates,
  folder: string,
  files: readonly number[],
): void {
  const depth = folder === "" ? 0 : folder.split("/").length;
  const beside = votes(lists, files, (local) => index.folder(local));
  const root = (local: number, up: number) =>
    index
      .folder(local)
      .split("/")
      .slice(0, -up || undefined)
      .join("/");
  const all = [...metainfo.files.keys()];
  const roots = votes(lists, all.length > 2_000 ? files : all, (local, i) =>
    root(local, (metainfo.files[i]?.path.length ?? 1) - 1),
  );
  const names = [...files].sort((a, b) => compare(nameOf(metainfo, a), nameOf(metainfo, b)));
  const order = new Map(names.map((i, at) => [i, at]));
  for (const i of files) {
    const list = lists[i] as Candidate[];
    if (list.length < 2) continue;
    const ranked = [...list].sort((a, b) => compare(index.name(a.local), index.name(b.local)));
    for (const [at, candidate] of ranked.entries()) {
      candidate.score += 50 * (beside.get(index.folder(candidate.local)) ?? 0);
      candidate.score += 30 * (roots.get(root(candidate.local, depth)) ?? 0);
      // Renamed volumes mostly stand in the same order.
      if (ranked.length === names.length && order.get(i) === at) candidate.score += 8;
    }
  }
}

/** The share of the files whose likeliest candidates lie at a place; each file has one vote, divided among equals. */
function votes(
  lists: Candidates,
  files: readonly number[],
  placeOf: (local: number, file: number) => string,
): Map<string, number> {
  const counts = new Map<string, number>();
  let voters = 0;
  for (const i of files) {
    const list = lists[i] as Candidate[];
    const [best] = list;
    if (best === undefined) continue;
    voters++;
    const equals = list.filter(({ score }) => score === best.score).slice(0, 100);
    for (const { local } of equals) {
      const place = placeOf(local, i);
      counts.set(place, (counts.get(place) ?? 0) + 1 / equals.length);
    }
  }
  for (const [place, count] of counts) counts.set(place, count / voters);
  return counts;
}

function nameOf(metainfo: Metainfo, i: number): string {
  return metainfo.files[i]?.path.at(-1) ?? metainfo.name;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
