import type { Metainfo, TorrentFile } from "../torrent/metainfo.ts";
import { encodeFileList, isMatchable, type ListedFile } from "./file-list.ts";
import { furtherNames, type KnownNames } from "./file-names.ts";
import { baseName, fileKey } from "./names.ts";

/** What the index keeps of one torrent: plain values that cross threads and go into the database as they are. */
export interface TorrentRecord {
  infoHashV1: Uint8Array | null;
  infoHashV2: Uint8Array | null;
  piecesHash: Uint8Array | null;
  name: string;
  private: boolean;
  singleFile: boolean;
  pieceLength: number;
  pieceCount: number;
  infoLength: number;
  /** From the start of `info`. */
  piecesOffset: number | null;
  piecesLength: number | null;
  fileCount: number;
  payloadSize: number;
  totalSize: number;
  fileList: Uint8Array;
  /** Distinct name keys, each followed by how many matchable files have it. */
  keys: number[];
  /** Distinct sizes in bytes, each followed by how many matchable files have it. */
  sizes: number[];
}

/** Turns a parsed torrent into what the index keeps of it. */
export function toRecord(metainfo: Metainfo): TorrentRecord {
  return {
    infoHashV1: metainfo.infoHashV1,
    infoHashV2: metainfo.infoHashV2,
    piecesHash: metainfo.piecesHash,
    name: metainfo.name,
    private: metainfo.private,
    singleFile: metainfo.singleFile,
    pieceLength: metainfo.pieceLength,
    pieceCount: metainfo.pieceCount,
    infoLength: metainfo.info.end - metainfo.info.start,
    piecesOffset: metainfo.pieces ? metainfo.pieces.start - metainfo.info.start : null,
    piecesLength: metainfo.pieces ? metainfo.pieces.end - metainfo.pieces.start : null,
    payloadSize: metainfo.payloadSize,
    totalSize: metainfo.totalSize,
    fileList: encodeFileList(metainfo.files, metainfo.writtenName),
    ...lookupValues(metainfo.files, ({ path, written, others }) => ({
      name: path.at(-1) || metainfo.name,
      written: written?.at(-1) || (path.length === 0 ? (metainfo.writtenName ?? undefined) : undefined),
      others,
    })),
  };
}

/**
 * What a torrent's files are looked up by: sizes, and names with sizes. A second key stands beside that of a file's own
 * name only where users may have it under another one.
 * @param namesOf a file, without folders
 */
export function lookupValues<F extends Pick<TorrentFile, "length" | "pad" | "symlink">>(
  files: readonly F[],
  namesOf: (file: F) => KnownNames,
): Pick<TorrentRecord, "fileCount" | "keys" | "sizes"> {
  // In columns: a torrent may have a million files.
  const keys = new Float64Array(files.length);
  const sizes = new Float64Array(files.length);
  const further: number[] = [];
  let fileCount = 0;
  for (const file of files) {
    if (!isMatchable(file)) continue;
    const names = namesOf(file);
    const key = fileKey(names.name, file.length);
    keys[fileCount] = key;
    sizes[fileCount++] = file.length;
    const others = furtherNames(names);
    if (others.length === 0) continue;
    for (const other of new Set(others.map((each) => fileKey(each, file.length))))
      if (other !== key) further.push(other);
  }
  const own = keys.subarray(0, fileCount);
  const all = further.length === 0 ? own : joined(own, further);
  return { fileCount, keys: counted(all), sizes: counted(sizes.subarray(0, fileCount)) };
}

/** The keys of further names alone, each with how many files have it: those that no file of the list has for its own. */
export function furtherKeys(
  files: readonly ListedFile[],
  name: string,
  writtenName: string | null,
): Map<number, number> {
  const own = new Set<number>();
  const found = new Map<number, number>();
  const matchable = files.filter(isMatchable);
  for (const file of matchable) {
    const names = namesOfListed(file, name, writtenName);
    own.add(fileKey(names.name, file.length));
    for (const key of new Set(furtherNames(names).map((each) => fileKey(each, file.length)))) {
      found.set(key, (found.get(key) ?? 0) + 1);
    }
  }
  for (const key of own) found.delete(key);
  return found;
}

/** The names of a file of a stored list. @param name of the torrent, and as it is written */
export function namesOfListed(
  { path, written, others }: Pick<ListedFile, "path" | "written" | "others">,
  name: string,
  writtenName: string | null,
): KnownNames {
  if (path === "") return { name, written: writtenName ?? undefined, others };
  return { name: baseName(path), written: written === undefined ? undefined : baseName(written), others };
}

/** Distinct values in ascending order, each followed by how often it is there. */
function counted(values: Float64Array): number[] {
  values.sort();
  const pairs: number[] = [];
  for (let i = 0; i < values.length; ) {
    const value = values[i] as number;
    const first = i;
    while (values[i] === value) i++;
    pairs.push(value, i - first);
  }
  return pairs;
}

function joined(a: Float64Array, b: readonly number[]): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
