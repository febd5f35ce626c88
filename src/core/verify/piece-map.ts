import { BencodeReader } from "../torrent/bencode.ts";
import type { Metainfo } from "../torrent/metainfo.ts";
import { readOuter } from "../torrent/outer.ts";
import { readPieceLayers, rootKey } from "../torrent/piece-layers.ts";
import { DEFAULT_LIMITS } from "../torrent/read-metainfo.ts";

/** A file of a torrent as its pieces see it; lengths and offsets are bytes. */
export interface MappedFile {
  length: number;
  offset: number;
  /** Zeros that stand in no file of the user's. */
  pad: boolean;
  /** BEP 52 `pieces root`; null in v1 and for an empty file. */
  root: Uint8Array | null;
  /** BEP 52 piece layer; null in v1, for a file within one piece, and where the .torrent lacks it. */
  layer: Uint8Array | null;
}

/** Which bytes each piece covers and what they hash to. Piece numbers are those of v1; v2 files start at whole pieces, so a hybrid's agree. */
export interface PieceMap {
  pieceLength: number;
  files: MappedFile[];
  /** SHA-1 of each piece, 20 bytes each; null for v2 alone. */
  v1: Uint8Array | null;
  /** True where files have pieces roots (v2 and hybrid). */
  v2: boolean;
  /** Number of pieces. */
  count: number;
  /** Bytes of all files, padding included. */
  size: number;
}

/**
 * The pieces of a parsed torrent. @param bytes the .torrent that `metainfo` was read from: its hashes are views into it
 */
export function pieceMapOf(metainfo: Metainfo, bytes: Uint8Array): PieceMap {
  const { pieceLength, pieces } = metainfo;
  const v2 = metainfo.infoHashV2 !== null;
  const layers = v2 ? layersOf(bytes) : new Map<string, Uint8Array>();
  const files = metainfo.files.map(({ length, offset, pad, root }): MappedFile => {
    const layer = root !== undefined && length > pieceLength ? (layers.get(rootKey(root)) ?? null) : null;
    return { length, offset, pad, root: root ?? null, layer };
  });
  const size = files.reduce((most, { offset, length }) => Math.max(most, offset + length), 0);
  return {
    pieceLength,
    files,
    v1: pieces === null ? null : bytes.subarray(pieces.start, pieces.end),
    v2,
    count: Math.ceil(size / pieceLength),
    size,
  };
}

function layersOf(bytes: Uint8Array): Map<string, Uint8Array> {
  const reader = new BencodeReader(bytes, DEFAULT_LIMITS.maxDepth, DEFAULT_LIMITS.maxTokens);
  const { pieceLayers } = readOuter(reader);
  const layers = new Map<string, Uint8Array>();
  if (pieceLayers === null) return layers;
  for (const [key, { start, end }] of readPieceLayers(reader, pieceLayers)) layers.set(key, bytes.subarray(start, end));
  return layers;
}
