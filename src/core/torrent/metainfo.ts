/** A half-open byte range `[start, end)` inside a .torrent file. */
export interface ByteRange {
  start: number;
  end: number;
}

/** One file of a torrent, in the order of the torrent; `length` and `offset` are bytes. */
export interface TorrentFile {
  /** Path components below the torrent's root folder; empty for the file of a single-file torrent. */
  path: string[];
  length: number;
  /** Position of the first byte in the concatenation of all files (BEP 3); piece-aligned in v2 (BEP 52). */
  offset: number;
  /** BEP 47 padding (`attr` has `p`, `.pad/…`) or a `_____padding_file_…`: never matched, counts for offsets. */
  pad: boolean;
  /** BEP 47 symbolic link (`attr` has `l`): never matched. */
  symlink: boolean;
  /** `path` as libtorrent's clients write it; absent where that is the same. */
  written?: string[];
  /** Further names that the file may have on a disk; absent where there are none. */
  others?: string[];
  /** BEP 52 `pieces root`, 32 bytes; absent for v1 and for empty files. */
  root?: Uint8Array;
}

/** What ReSeeder takes from a .torrent file. */
export interface Metainfo {
  name: string;
  /** `name` as libtorrent's clients write it; null where that is the same. */
  writtenName: string | null;
  /** SHA-1 over the raw bytes of `info`, 20 bytes; null for a v2-only torrent. */
  infoHashV1: Uint8Array | null;
  /** SHA-256 over the raw bytes of `info`, 32 bytes; null for a v1-only torrent (BEP 52). */
  infoHashV2: Uint8Array | null;
  /** SHA-1 over the string `info.pieces`, 20 bytes; null for a v2-only torrent and where it was not asked for. */
  piecesHash: Uint8Array | null;
  /** Raw bytes of the `info` dictionary. */
  info: ByteRange;
  /** Content of the string `info.pieces`; null for a v2-only torrent. */
  pieces: ByteRange | null;
  pieceLength: number;
  /** Number of v1 pieces; for a v2-only torrent, of pieces over all files. */
  pieceCount: number;
  /** BEP 27 */
  private: boolean;
  /** True when the torrent has one file that stands for itself (no root folder). */
  singleFile: boolean;
  files: TorrentFile[];
  /** Bytes of all files, padding included. */
  totalSize: number;
  /** Bytes of real files: no padding, no symbolic links. */
  payloadSize: number;
  /** BEP 3 `announce` and BEP 12 `announce-list`, tier by tier, as they stand in the file. */
  announce: string[][];
  /** What was repaired on the way: an undecodable name, a path part that was made safe. */
  warnings: string[];
}

/** Limits of `parseMetainfo`; each can be lowered by the caller. */
export interface MetainfoLimits {
  maxBytes: number;
  maxDepth: number;
  maxTokens: number;
  maxFiles: number;
}

/** Where `file` lies below the folder that holds the torrent's content: parts joined with `/`, the root folder first. */
export function filePath(metainfo: Metainfo, file: TorrentFile): string {
  return metainfo.singleFile ? metainfo.name : `${metainfo.name}/${file.path.join("/")}`;
}
