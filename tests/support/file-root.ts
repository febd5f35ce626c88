import type { Digest } from "../../src/core/hashing/digests.ts";
import {
  BLOCK_LENGTH,
  ceilPowerOfTwo,
  layerRoot,
  leafHashes,
  merkleRoot,
  NODE_LENGTH,
} from "../../src/core/torrent/merkle.ts";

/** `pieces root` of a file with the content `data`, and its piece layer where it is longer than a piece (BEP 52). */
export function fileRoot(
  data: Uint8Array,
  pieceLength: number,
  sha256: Digest,
): { root: Uint8Array; layer: Uint8Array | null } {
  const leaves = leafHashes(data, sha256);
  const none = new Uint8Array(NODE_LENGTH);
  if (data.length <= pieceLength) {
    return { root: merkleRoot(leaves, ceilPowerOfTwo(leaves.length / NODE_LENGTH), none, sha256), layer: null };
  }
  const perPiece = pieceLength / BLOCK_LENGTH;
  const count = Math.ceil(data.length / pieceLength);
  const layer = new Uint8Array(count * NODE_LENGTH);
  for (let i = 0; i < count; i++) {
    const part = leaves.subarray(i * perPiece * NODE_LENGTH, (i + 1) * perPiece * NODE_LENGTH);
    layer.set(merkleRoot(part, perPiece, none, sha256), i * NODE_LENGTH);
  }
  return { root: layerRoot(layer, pieceLength, sha256), layer };
}
