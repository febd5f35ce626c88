import type { Digest } from "../hashing/digests.ts";
import type { BencodeReader } from "./bencode.ts";
import { wrongType } from "./file-entry.ts";
import { layerRoot, NODE_LENGTH } from "./merkle.ts";
import type { ByteRange, TorrentFile } from "./metainfo.ts";
import { TorrentError } from "./torrent-error.ts";

/**
 * Reads `piece layers` at `pos` (BEP 52): pieces root as text, one character a byte → where its layer lies.
 * Throws WRONG_TYPE, PIECE_LAYER_KEY or DUPLICATE_KEY.
 */
export function readPieceLayers(reader: BencodeReader, pos: number): Map<string, ByteRange> {
  reader.revisit(pos);
  if (!reader.atDict) throw wrongType(reader, "piece layers", "a dictionary");
  const layers = new Map<string, ByteRange>();
  reader.enter();
  while (!reader.leave()) {
    reader.key();
    const { start, end } = reader;
    if (end - start !== NODE_LENGTH) {
      throw new TorrentError(
        "PIECE_LAYER_KEY",
        `piece layers: the key at byte ${start} has ${end - start} bytes, not 32`,
      );
    }
    if (!reader.atString) throw wrongType(reader, `piece layers: the layer of the key at byte ${start}`, "a string");
    const root = rootKey(reader.bytes.subarray(start, end));
    if (layers.has(root))
      throw new TorrentError("DUPLICATE_KEY", `piece layers: the key at byte ${start} appears twice`);
    reader.string();
    layers.set(root, { start: reader.start, end: reader.end });
  }
  return layers;
}

/**
 * Checks the layer of every file longer than a piece against its pieces root; tells how many files lack theirs and
 * how many layers belong to no such file. Throws PIECE_LAYER_LENGTH or PIECE_LAYER_HASH.
 */
export function checkPieceLayers(
  bytes: Uint8Array,
  layers: Map<string, ByteRange>,
  files: TorrentFile[],
  pieceLength: number,
  sha256: Digest,
): { missing: number; unused: number } {
  const checked = new Set<string>();
  let missing = 0;
  for (const file of files) {
    if (file.root === undefined || file.length <= pieceLength) continue;
    const key = rootKey(file.root);
    const layer = layers.get(key);
    if (layer === undefined) {
      missing++;
      continue;
    }
    const length = Math.ceil(file.length / pieceLength) * NODE_LENGTH;
    if (layer.end - layer.start !== length) {
      throw new TorrentError(
        "PIECE_LAYER_LENGTH",
        `piece layers: the layer at byte ${layer.start} has ${layer.end - layer.start} bytes, its file needs ${length}`,
      );
    }
    if (checked.has(key)) continue;
    checked.add(key);
    if (rootKey(layerRoot(bytes.subarray(layer.start, layer.end), pieceLength, sha256)) !== key) {
      throw new TorrentError(
        "PIECE_LAYER_HASH",
        `piece layers: the layer at byte ${layer.start} does not hash to its pieces root`,
      );
    }
  }
  return { missing, unused: layers.size - checked.size };
}

/** A pieces root as the key under which `readPieceLayers` has its layer. */
export function rootKey(root: Uint8Array): string {
  return String.fromCharCode(...root);
}
