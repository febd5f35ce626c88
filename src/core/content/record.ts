import type { Metainfo, TorrentFile } from "../torrent/metainfo.ts";
import { encodeFileList, isMatchable } from "./file-list.ts";
import { fileKey } from "./names.ts";

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
    fileList: encodeFileList(metainfo.files),
    ...lookupValues(metainfo.name, metainfo.files, (file) => file.path.at(-1)),
  };
}

/**
 * What a torrent's files are looked up by.
 * @param name of the torrent: that of the file itself where a file has no path
 */
export function lookupValues<F extends Pick<TorrentFile, "length" | "pad" | "symlink">>(
  name: string,
  files: readonly F[],
  lastPart: (file: F) => string | undefined,
): Pick<TorrentRecord, "fileCount" | "keys" | "sizes"> {
  // In columns: a torrent may have a million files.
  const keys = new Float64Array(files.length);
  const sizes = new Float64Array(files.length);
  let fileCount = 0;
  for (const file of files) {
    if (!isMatchable(file)) continue;
    keys[fileCount] = fileKey(lastPart(file) || name, file.length);
    sizes[fileCount++] = file.length;
  }
  return { fileCount, keys: counted(keys.subarray(0, fileCount)), sizes: counted(sizes.subarray(0, fileCount)) };
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
