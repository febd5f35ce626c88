import type { TorrentFile } from "./metainfo.ts";

/** What these functions need of a Metainfo. */
export interface PieceSpace {
  files: readonly Pick<TorrentFile, "length" | "offset">[];
  pieceLength: number;
}

/** `length` bytes of the file with the index `file`, from `offset` on. */
export interface Segment {
  file: number;
  offset: number;
  length: number;
}

/**
 * The parts of files that piece `piece` covers, in order. In v1 they follow each other without gaps, padding files
 * included (BEP 3, 47); a v2 piece lies in one file and ends with it (BEP 52). Empty for a piece beyond the end.
 */
export function pieceSegments({ files, pieceLength }: PieceSpace, piece: number): Segment[] {
  const start = piece * pieceLength;
  const end = start + pieceLength;
  const segments: Segment[] = [];
  for (let index = firstEndingAfter(files, start); index < files.length; index++) {
    const { offset, length } = files[index] as PieceSpace["files"][number];
    if (offset >= end) break;
    const from = Math.max(start, offset);
    const to = Math.min(end, offset + length);
    if (to > from) segments.push({ file: index, offset: from - offset, length: to - from });
  }
  return segments;
}

/** A run of pieces `[start, end)`. */
export interface PieceRange {
  start: number;
  end: number;
}

/** The pieces that hold any byte of `file`; none for an empty file. */
export function piecesTouching(
  { offset, length }: Pick<TorrentFile, "length" | "offset">,
  pieceLength: number,
): PieceRange {
  const start = Math.floor(offset / pieceLength);
  return { start, end: length === 0 ? start : Math.ceil((offset + length) / pieceLength) };
}

/** The pieces that lie in the file with the index `file` alone, so that its bytes can be proven without its neighbours. */
export function piecesWithin(space: PieceSpace, file: number): PieceRange {
  const entry = space.files[file] as PieceSpace["files"][number];
  const range = piecesTouching(entry, space.pieceLength);
  const alone = (piece: number) => pieceSegments(space, piece).length === 1;
  if (range.start < range.end && !alone(range.start)) range.start++;
  if (range.start < range.end && !alone(range.end - 1)) range.end--;
  return range;
}

/** Index of the first file that ends after the byte `position`; `files.length` where there is none. */
function firstEndingAfter(files: PieceSpace["files"], position: number): number {
  let low = 0;
  let high = files.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { offset, length } = files[middle] as PieceSpace["files"][number];
    if (offset + length > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
