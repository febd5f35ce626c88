import { BLOCK_LENGTH, ceilPowerOfTwo, merkleRoot, NODE_LENGTH } from "../torrent/merkle.ts";
import { pieceSegments, piecesWithin, type Segment } from "../torrent/pieces.ts";
import { feedZeros } from "../verify/borders.ts";
import type { PieceHashing } from "../verify/hashing.ts";
import { eachPart, type LocalFile } from "../verify/local-file.ts";
import type { PieceMap } from "../verify/piece-map.ts";

/** Up to three pieces that lie in the file with index `file` alone: first, last, middle. */
export function probesOf(map: PieceMap, file: number): number[] {
  const { start, end } = piecesWithin(map, file);
  if (end <= start) return [];
  return [...new Set([start, end - 1, (start + end) >>> 1])];
}

/**
 * True when a piece holds with these local files, one for each segment (null for padding). Reads the piece, and nothing
 * else. False too where the bytes cannot be read.
 */
export async function pieceHolds(
  map: PieceMap,
  piece: number,
  hashing: PieceHashing,
  fileOf: (segment: Segment) => LocalFile | null,
): Promise<boolean> {
  const segments = pieceSegments(map, piece);
  try {
    if (map.v1 === null) return await holdsV2(map, segments[0], hashing, fileOf);
    const hash = hashing.sha1();
    for (const segment of segments) {
      const file = fileOf(segment);
      if (map.files[segment.file]?.pad) feedZeros(hash, segment.length);
      else if (file === null) return false;
      else await eachPart(file, segment.offset, segment.length, (part) => hash.update(part));
    }
    const digest = await hash.digest();
    return digest.every((byte, i) => byte === map.v1?.[piece * 20 + i]);
  } catch {
    return false;
  }
}

async function holdsV2(
  { files, pieceLength }: PieceMap,
  segment: Segment | undefined,
  hashing: PieceHashing,
  fileOf: (segment: Segment) => LocalFile | null,
): Promise<boolean> {
  const local = segment === undefined ? null : fileOf(segment);
  if (segment === undefined || local === null) return false;
  const { length, root, layer } = files[segment.file] as PieceMap["files"][number];
  const within = length <= pieceLength;
  if (!within && layer === null) return true;
  const leaves = new Uint8Array(Math.ceil(segment.length / BLOCK_LENGTH) * NODE_LENGTH);
  let taken = 0;
  await eachPart(local, segment.offset, segment.length, async (part) => {
    const hashes = await hashing.leaves(part);
    leaves.set(hashes, taken);
    taken += hashes.length;
  });
  const width = within ? ceilPowerOfTwo(leaves.length / NODE_LENGTH) : pieceLength / BLOCK_LENGTH;
  const node = merkleRoot(leaves, width, new Uint8Array(NODE_LENGTH), hashing.sha256);
  const at = (segment.offset / pieceLength) * NODE_LENGTH;
  const due = within ? root : (layer as Uint8Array).subarray(at, at + NODE_LENGTH);
  return due !== null && node.every((byte, i) => byte === due[i]);
}
