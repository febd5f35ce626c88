import { expect, test } from "bun:test";
import { nativeDigests } from "../../../src/core/hashing/native-digests.ts";
import { bytesToHex } from "../../../src/core/hex.ts";
import { ceilPowerOfTwo, layerRoot, merkleRoot, paddingHash } from "../../../src/core/torrent/merkle.ts";
import { fileRoot } from "../../support/file-root.ts";

const SHA256 = nativeDigests.sha256;

/** The content that libtorrent 2.0.8 was given for the values below. */
function content(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => ((i * i + seed * 31 + (i >> 8)) * 7 + seed) & 255);
}

// Made with libtorrent 2.0.8 (create_torrent, v2_only): length, seed, pieces root; then, for each piece length,
// nodes in the piece layer and the first 8 bytes of its SHA-256 (libtorrent writes none for a file within one piece).
const FROM_LIBTORRENT: [number, number, string, Record<number, [number, string]>][] = [
  [1, 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", {}],
  [16384, 1, "cdcd393244735b8b99d25dbeffbc3615393046d224ebd98b5f5b2d274e0e6b61", {}],
  [16385, 2, "097d5cff68ed82030ce729c8840aa6020e0d57feea18ae057871e56b4176cf41", { 16384: [2, "097d5cff68ed8203"] }],
  [32768, 3, "706cfbdf259ff81efedfcba8e0d98622fc224c1b67b74cbe7b84209356c68ec9", { 16384: [2, "706cfbdf259ff81e"] }],
  [
    100000,
    4,
    "80db05dca5925e66cd9df1525ffe782bdc0aea3414cc0a9e34c507b02ca1293d",
    { 16384: [7, "e3b658ffc249a4b2"], 65536: [2, "80db05dca5925e66"] },
  ],
  [
    262145,
    5,
    "c8097ea2077ec9b416f7e7212954a68e2164a2d13328270e3facc2598a67258a",
    { 16384: [17, "197cce84f83eb5cc"], 65536: [5, "1c9360e83c6f1beb"] },
  ],
  [
    196608,
    6,
    "c3f5c6af3d724076c47a4dc12daf371139cca1b57727e18e01b106fbd8bfaa9e",
    { 16384: [12, "64c8f4ed7ab8bbba"], 65536: [3, "a130e0a10daf2602"] },
  ],
];

test.each(FROM_LIBTORRENT)("root and layers of %d bytes are libtorrent's", (length, seed, expected, layers) => {
  const data = content(length, seed);
  for (const pieceLength of [16384, 65536]) {
    const { root, layer } = fileRoot(data, pieceLength, SHA256);
    expect(bytesToHex(root)).toBe(expected);
    const nodes = layers[pieceLength];
    if (nodes === undefined) {
      expect(layer).toBeNull();
      continue;
    }
    const found = layer ?? new Uint8Array();
    expect(found.length).toBe(nodes[0] * 32);
    expect(new Bun.CryptoHasher("sha256").update(found).digest("hex").slice(0, 16)).toBe(nodes[1]);
    expect(bytesToHex(layerRoot(found, pieceLength, SHA256))).toBe(expected);
  }
});

test("padding above the leaves is the hash of two paddings below", () => {
  const zeros = new Uint8Array(64);
  const two = new Bun.CryptoHasher("sha256").update(zeros).digest();
  const four = new Bun.CryptoHasher("sha256").update(Buffer.concat([two, two])).digest("hex");
  expect(paddingHash(1, SHA256)).toEqual(new Uint8Array(32));
  expect(bytesToHex(paddingHash(2, SHA256))).toBe(two.toString("hex"));
  expect(bytesToHex(paddingHash(4, SHA256))).toBe(four);
});

test("a tree of one node is that node, and one of none is a mistake", () => {
  const node = new Uint8Array(32).fill(7);
  expect(merkleRoot(node, 1, new Uint8Array(32), SHA256)).toEqual(node);
  expect(() => merkleRoot(new Uint8Array(), 1, new Uint8Array(32), SHA256)).toThrow(RangeError);
});

test("ceilPowerOfTwo", () => {
  expect([1, 2, 3, 4, 5, 1023, 1024, 1025].map(ceilPowerOfTwo)).toEqual([1, 2, 4, 4, 8, 1024, 1024, 2048]);
});
