import type { Metainfo, TorrentFile } from "../torrent/metainfo.ts";
import type { LibraryIndex } from "./library-index.ts";
import { type Likeness, writtenKey } from "./same-name.ts";

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
/** Those that are kept at all: some may turn out to differ. */
const MAX_RANKED = 256;
/** Those without the name that are looked at where others have it. */
const MAX_BESIDE_NAMED = 8;
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
  const folderKeys = new Map<string, number[]>();
  const lists = metainfo.files.map((file): Candidate[] => {
    if (!isReal(file)) return [];
    const locals = index.ofSize(file.length, MAX_LOOKED_AT);
    if (locals.length === 0) return [];
    const keys = index.keysOf(file.path.at(-1) ?? metainfo.name);
    const due = keysOfFolder(metainfo, file, folderKeys);
    const found: Candidate[] = [];
    const take = (local: number, likeness: Likeness, score: number) =>
      found.push({ local, likeness, score: score + 5 * index.sharedFolders(local, due) });
    const others: number[] = [];
    for (const local of locals) {
      const likeness = index.likenessOf(local, keys);
      if (likeness === "other") others.push(local);
      else take(local, likeness, likeness === "same" ? 100 : 80);
    }
    // Beside some of the name, others are a last resort.
    const most = found.length > 0 ? MAX_BESIDE_NAMED : others.length;
    for (const local of others.slice(0, most)) take(local, "other", index.endsAs(local, keys) ? 10 : 0);
    return cut(found);
  });
  const folders = Map.groupBy(metainfo.files.keys(), (i) => folderOf(metainfo.files[i]));
  // Where the names decide already, there is nothing to rank.
  const isOpen = ([first, second]: Candidate[]) =>
    first !== undefined && (first.likeness === "other" || first.score === second?.score);
  if (lists.some(isOpen)) {
    const roots = rootVotes(metainfo, index, lists);
    for (const [folder, files] of folders) rankByPlace(metainfo, index, lists, folder, files, roots);
  }
  return lists.map((list) => cut(onceEach(list, index)));
}

function cut(found: Candidate[]): Candidate[] {
  found.sort((a, b) => b.score - a.score || a.local - b.local);
  return found.length > MAX_RANKED ? found.slice(0, MAX_RANKED) : found;
}

/** The candidates that are worth a reading. */
export function likeliest(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.slice(0, MAX_CANDIDATES);
}

/** Of several names of one file the likeliest. */
function onceEach(found: Candidate[], index: LibraryIndex): Candidate[] {
  if (found.length < 2) return found;
  const best = new Map<number, Candidate>();
  for (const candidate of found) {
    const file = index.fileOf(candidate.local);
    const known = best.get(file);
    if (known === undefined || candidate.score > known.score) best.set(file, candidate);
  }
  return best.size === found.length ? found : [...best.values()];
}

function folderOf(file: TorrentFile | undefined): string {
  return file === undefined ? "" : file.path.slice(0, -1).join("/");
}

/** `writtenKey` of the folders above a torrent's file, the innermost first; empty where it stands for itself. */
function keysOfFolder(metainfo: Metainfo, file: TorrentFile, known: Map<string, number[]>): readonly number[] {
  if (metainfo.singleFile) return [];
  const folder = folderOf(file);
  const keys = known.get(folder) ?? [metainfo.name, ...file.path.slice(0, -1)].reverse().map(writtenKey);
  known.set(folder, keys);
  return keys;
}

/** By the folder that would hold the whole torrent. */
function rootVotes(metainfo: Metainfo, index: LibraryIndex, lists: Candidates): Map<number, number> {
  return votes(lists, [...metainfo.files.keys()], (local, i) =>
    index.folderId(local, Math.max(0, (metainfo.files[i]?.path.length ?? 1) - 1)),
  );
}

/** Raises what lies where most of a folder's files, or of the whole torrent's, have their likeliest candidates. */
function rankByPlace(
  metainfo: Metainfo,
  index: LibraryIndex,
  lists: Candidates,
  folder: string,
  files: readonly number[],
  roots: ReadonlyMap<number, number>,
): void {
  const depth = folder === "" ? 0 : folder.split("/").length;
  const beside = votes(lists, files, (local) => index.folderId(local));
  const names = [...files].sort((a, b) => compare(nameOf(metainfo, a), nameOf(metainfo, b)));
  const order = new Map(names.map((i, at) => [i, at]));
  for (const i of files) {
    const list = lists[i] as Candidate[];
    if (list.length < 2) continue;
    for (const candidate of list) {
      const isBeside = beside.get(index.folderId(candidate.local)) ?? 0;
      candidate.score += 50 * isBeside + 30 * (roots.get(index.folderId(candidate.local, depth)) ?? 0);
    }
    // Renamed volumes mostly stand in the same order.
    if (list.length !== names.length) continue;
    const sorted = [...list].sort((a, b) => compare(index.name(a.local), index.name(b.local)));
    const inOrder = sorted[order.get(i) ?? -1];
    if (inOrder !== undefined) inOrder.score += 8;
  }
}

/** The share of the files whose likeliest candidates lie at a place; each file has one vote, divided among equals. */
function votes(
  lists: Candidates,
  files: readonly number[],
  placeOf: (local: number, file: number) => number,
): Map<number, number> {
  const counts = new Map<number, number>();
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
