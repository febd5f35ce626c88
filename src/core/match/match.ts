import { isMatchable, type ListedFile } from "../content/file-list.ts";
import { baseName, fileKey, foldName } from "../content/names.ts";

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
  /** Look-up value: a name key, or a size. */
  value: number;
  size: number;
  /** Indexes into the request's files. */
  indexes: number[];
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

/** Groups a request's files by what is looked up for them; files without a name have no place in the name tier. */
export function groupFiles(files: readonly RequestedFile[], tier: Tier): Map<number, Wanted> {
  const wanted = new Map<number, Wanted>();
  for (const [index, file] of files.entries()) {
    if (file.size <= 0 || (tier === "name" && file.name === undefined)) continue;
    const value = tier === "name" ? fileKey(file.name ?? "", file.size) : file.size;
    const group = wanted.get(value);
    if (group) group.indexes.push(index);
    else wanted.set(value, { value, size: file.size, indexes: [index] });
  }
  return wanted;
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

/**
 * Maps the request's files to one torrent's. A pair that the names decide is `name`; where several files share a size,
 * and in the name tier a name, every possible pair is listed as `size` and the client's piece check decides.
 * @param maxPairs how many pairs are listed at most; coverage counts all
 */
export function assignFiles(
  request: readonly RequestedFile[],
  wanted: ReadonlyMap<number, Wanted>,
  tier: Tier,
  torrent: { name: string; singleFile: boolean; files: readonly ListedFile[] },
  maxPairs: number,
): { pairs: FilePair[]; coverage: Coverage; complete: boolean } {
  const coverage: Coverage = { files: 0, ofFiles: 0, bytes: 0, ofBytes: 0 };
  const groups = new Map<string, { indexes: number[]; size: number; paths: string[] }>();
  for (const file of torrent.files) {
    if (!isMatchable(file)) continue;
    coverage.ofFiles++;
    coverage.ofBytes += file.length;
    const path = torrent.singleFile ? torrent.name : `${torrent.name}/${file.path}`;
    const folded = tier === "name" ? foldName(baseName(path)) : "";
    const value = tier === "name" ? fileKey(path, file.length) : file.length;
    const candidates = wanted.get(value);
    if (!candidates || candidates.size !== file.length) continue;
    const group = groups.get(`${file.length}/${folded}`);
    if (group) {
      group.paths.push(path);
      continue;
    }
    // Keys are hashes: only a comparison of the names themselves makes a match.
    const indexes =
      tier === "size"
        ? candidates.indexes
        : candidates.indexes.filter((index) => foldName(baseName(request[index]?.name ?? "")) === folded);
    if (indexes.length > 0) groups.set(`${file.length}/${folded}`, { indexes, size: file.length, paths: [path] });
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
