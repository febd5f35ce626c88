import type { Digest } from "../hashing/digests.ts";

/** Bytes of one leaf of a BEP 52 hash tree. */
export const BLOCK_LENGTH = 16384;
/** Bytes of one hash of a BEP 52 hash tree (SHA-256). */
export const NODE_LENGTH = 32;

/** The smallest power of two that is at least `count`. */
export function ceilPowerOfTwo(count: number): number {
  let power = 1;
  while (power < count) power *= 2;
  return power;
}

/** The SHA-256 leaves of `data`, one for each 16 KiB, concatenated; empty for no data. */
export function leafHashes(data: Uint8Array, sha256: Digest): Uint8Array {
  const count = Math.ceil(data.length / BLOCK_LENGTH);
  const leaves = new Uint8Array(count * NODE_LENGTH);
  for (let i = 0; i < count; i++) {
    const out = leaves.subarray(i * NODE_LENGTH, (i + 1) * NODE_LENGTH);
    sha256(data.subarray(i * BLOCK_LENGTH, (i + 1) * BLOCK_LENGTH), out);
  }
  return leaves;
}

/** Root of a tree of `leaves` leaves (a power of two) that are all zero: what pads a tree above the leaves (BEP 52). */
export function paddingHash(leaves: number, sha256: Digest): Uint8Array {
  const pair = new Uint8Array(2 * NODE_LENGTH);
  const hash = pair.subarray(0, NODE_LENGTH);
  for (let width = 1; width < leaves; width *= 2) {
    sha256(pair, hash);
    pair.copyWithin(NODE_LENGTH, 0, NODE_LENGTH);
  }
  return hash.slice();
}

/**
 * Root of a BEP 52 tree over `nodes` (hashes of one layer, concatenated), padded with `padding` to `width` nodes,
 * a power of two no smaller than their number. Time and memory follow the nodes given, not `width`.
 */
export function merkleRoot(nodes: Uint8Array, width: number, padding: Uint8Array, sha256: Digest): Uint8Array {
  let count = nodes.length / NODE_LENGTH;
  if (count === 0) throw new RangeError("a hash tree needs at least one node");
  const layer = new Uint8Array((count + 1) * NODE_LENGTH);
  layer.set(nodes);
  const pad = new Uint8Array(2 * NODE_LENGTH);
  pad.set(padding);
  for (let left = width; left > 1; left /= 2) {
    if (count % 2 === 1) layer.set(pad.subarray(0, NODE_LENGTH), count++ * NODE_LENGTH);
    for (let i = 0; i < count; i += 2) {
      const pair = layer.subarray(i * NODE_LENGTH, (i + 2) * NODE_LENGTH);
      sha256(pair, layer.subarray((i / 2) * NODE_LENGTH, (i / 2 + 1) * NODE_LENGTH));
    }
    count /= 2;
    pad.copyWithin(NODE_LENGTH, 0, NODE_LENGTH);
    sha256(pad, pad.subarray(0, NODE_LENGTH));
  }
  return layer.slice(0, NODE_LENGTH);
}

/** `pieces root` of a file that is longer than a piece, from its piece layer (BEP 52). */
export function layerRoot(layer: Uint8Array, pieceLength: number, sha256: Digest): Uint8Array {
  return merkleRoot(
    layer,
    ceilPowerOfTwo(layer.length / NODE_LENGTH),
    paddingHash(pieceLength / BLOCK_LENGTH, sha256),
    sha256,
  );
}
