import { isMatchable, type ListedFile } from "../content/file-list.ts";
import { furtherNames, type KnownNames } from "../content/file-names.ts";
import { comparedName, nameKey } from "../content/names.ts";
import { namesOfListed } from "../content/record.ts";

/** A file that a client says it holds; `size` in bytes. */
export interface RequestedFile {
  name?: string;
  size: number;
}

/** `name`: equal size and equal folded base name. `size`: equal size alone (docs/protocol.md, section 1). */
export type Tier = "name" | "size";

/** How much of a torrent the files of a request can supply. */
export interface Coverage {
  files: number;
  ofFiles: number;
  bytes: number;
  ofBytes: number;
}

/** One distinct key or size of a request. */
export interface Wanted {
  size: number;
  /** Indexes into the request's files. */
  indexes: number[];
  /** Folded name of each of them; empty in the size tier. */
  names: string[];
}

/** A request's files by what is looked up for them: name keys, or sizes. */
export interface WantedByValue {
  get(value: number): Wanted | undefined;
}

/** A file of the request and a file of the torrent that may be the same; `path` includes the root folder. */
export interface FilePair {
  requestIndex: number;
  path: string;
  match: Tier;
}

export interface Candidate {
  torrentId: number;
  seeders: number | null;
  coverage: Coverage;
}

/**
 * Order of an answer (docs/protocol.md, "Order"): share of bytes in bands, then seeders (0, unknown, 1, 2 …), then the
 * exact share, then the larger torrent, then the older id.
 */
export function compareCandidates(a: Candidate, b: Candidate): number {
  const shareA = share(a.coverage);
  const shareB = share(b.coverage);
  return (
    band(shareA) - band(shareB) ||
    need(a.seeders) - need(b.seeders) ||
    shareB - shareA ||
    b.coverage.ofBytes - a.coverage.ofBytes ||
    a.torrentId - b.torrentId
  );
}

function share({ bytes, ofBytes }: Coverage): number {
  return ofBytes === 0 ? 0 : bytes / ofBytes;
}

function band(value: number): number {
  if (value >= 1) return 0;
  if (value >= 0.99) return 1;
  if (value >= 0.9) return 2;
  return value >= 0.5 ? 3 : 4;
}

function need(seeders: number | null): number {
  if (seeders === null) return 1;
  return seeders === 0 ? 0 : seeders + 1;
}

/** What is known of a torrent whose files are mapped. */
export interface MappedTorrent {
  name: string;
  /** As libtorrent's clients write it; null where that is the same. */
  writtenName?: string | null;
  singleFile: boolean;
  files: readonly ListedFile[];
}

/** Files of the request and of the torrent that may be the same, each for each. */
interface Group {
  indexes: number[];
  size: number;
  paths: string[];
}

/**
 * Maps the request's files to one torrent's. A pair that the names decide is `name`; where several files share a size,
 * and in the name tier a name, every possible pair is listed as `size` and the client's piece check decides. A file's
 * own name goes before those under which a user may have it besides.
 * @param maxPairs how many pairs are listed at most; coverage counts all
 */
export function assignFiles(
  wanted: WantedByValue,
  tier: Tier,
  torrent: MappedTorrent,
  maxPairs: number,
): { pairs: FilePair[]; coverage: Coverage; complete: boolean } {
  const coverage: Coverage = { files: 0, ofFiles: 0, bytes: 0, ofBytes: 0 };
  const groups = new Map<string, Group>();
  const left: ListedFile[] = [];
  for (const file of torrent.files) {
    if (!isMatchable(file)) continue;
    coverage.ofFiles++;
    coverage.ofBytes += file.length;
    const name = tier === "name" ? comparedName(ownNames(torrent, file).name) : "";
    if (!addTo(groups, wanted, name, file, torrent, tier) && tier === "name") left.push(file);
  }
  const taken = new Set([...groups.values()].flatMap(({ indexes }) => indexes));
  for (const file of left) {
    for (const other of furtherNames(ownNames(torrent, file))) {
      if (addTo(groups, wanted, comparedName(other), file, torrent, tier, taken)) break;
    }
  }
  const pairs: FilePair[] = [];
  let complete = true;
  for (const { indexes, size, paths } of groups.values()) {
    const covered = Math.min(indexes.length, paths.length);
    coverage.files += covered;
    coverage.bytes += covered * size;
    const match: Tier = tier === "name" && indexes.length === 1 && paths.length === 1 ? "name" : "size";
    for (const path of paths) {
      for (const requestIndex of indexes) {
        if (pairs.length < maxPairs) pairs.push({ requestIndex, path, match });
        else complete = false;
      }
      if (!complete) break;
    }
  }
  return { pairs, coverage, complete };
}

/** Adds a file of the torrent to those of the request that have a name; false where there are none. */
function addTo(
  groups: Map<string, Group>,
  wanted: WantedByValue,
  name: string,
  file: ListedFile,
  torrent: MappedTorrent,
  tier: Tier,
  taken?: ReadonlySet<number>,
): boolean {
  const size = file.length;
  const candidates = wanted.get(tier === "name" ? nameKey(name, size) : size);
  if (!candidates || candidates.size !== size) return false;
  const key = `${taken ? "further" : ""}${size}/${name}`;
  const group = groups.get(key);
  if (group) {
    group.paths.push(writtenPath(torrent, file));
    return true;
  }
  // Keys are hashes: only a comparison of the names themselves makes a match.
  const indexes =
    tier === "size"
      ? candidates.indexes
      : candidates.indexes.filter((index, i) => candidates.names[i] === name && !taken?.has(index));
  if (indexes.length === 0) return false;
  groups.set(key, { indexes, size, paths: [writtenPath(torrent, file)] });
  return true;
}

function ownNames({ name, writtenName = null }: MappedTorrent, file: ListedFile): KnownNames {
  return namesOfListed(file, name, writtenName);
}

/** Where clients of libtorrent look for a file, the root folder first. */
function writtenPath({ name, writtenName, singleFile }: MappedTorrent, { path, written }: ListedFile): string {
  const root = writtenName ?? name;
  return singleFile ? root : `${root}/${written ?? path}`;
}
