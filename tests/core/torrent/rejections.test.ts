import { describe, expect, test } from "bun:test";
import type { MetainfoLimits } from "../../../src/core/torrent/metainfo.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { TORRENT_ERRORS, TorrentError, type TorrentErrorCode } from "../../../src/core/torrent/torrent-error.ts";
import { type Bencodable, buildTorrent, encode, Raw, type TorrentSpec } from "../../support/torrent-builder.ts";

const FILE = { path: "a.txt", length: 100 };
const ROOT = new Uint8Array(32).fill(1);

function v1(info: Record<string, Bencodable | null> = {}, more: Partial<TorrentSpec> = {}): Uint8Array {
  return buildTorrent({ name: "t", files: [FILE], info, ...more });
}

function v2(info: Record<string, Bencodable | null> = {}, more: Partial<TorrentSpec> = {}): Uint8Array {
  return buildTorrent({ name: "t", files: [FILE, { path: "b.txt", length: 40000 }], version: "v2", info, ...more });
}

/** A v1 torrent whose one file has these keys, already encoded. */
function file(keys: string): Uint8Array {
  return v1({ files: [new Raw(`d${keys}e`)] });
}

/** A v2 torrent whose `file tree` is this, already encoded. */
function tree(encoded: string): Uint8Array {
  return v2({ "file tree": new Raw(encoded) });
}

const node = (keys: string) => `d0:d${keys}ee`;
const root = `11:pieces root32:${"r".repeat(32)}`;
const plain = node(`6:lengthi5e${root}`);

function layers(change: (layers: Map<Uint8Array, Bencodable>) => void): Uint8Array {
  const torrent = v2();
  const text = Buffer.from(torrent).toString("latin1");
  const at = text.indexOf("12:piece layers") + 15;
  // One layer of three nodes: `d32:` root `96:` layer `ee`.
  const map = new Map<Uint8Array, Bencodable>([[torrent.slice(at + 4, at + 36), torrent.slice(at + 39, at + 135)]]);
  change(map);
  return new Uint8Array(
    Buffer.concat([torrent.subarray(0, at), encode(map as Map<Uint8Array, Bencodable>), Buffer.from("e")]),
  );
}

function hybrid(change: (files: Map<string, Bencodable>[]) => void, single = false): Uint8Array {
  const files = [
    new Map<string, Bencodable>([
      ["length", 100],
      ["path", ["a.txt"]],
    ]),
    new Map<string, Bencodable>([
      ["attr", "p"],
      ["length", 16284],
      ["path", [".pad", "16284"]],
    ]),
    new Map<string, Bencodable>([
      ["length", 40000],
      ["path", ["b.txt"]],
    ]),
  ];
  change(files);
  const specs = [FILE, { path: "b.txt", length: 40000 }];
  return buildTorrent({ name: "t", files: specs, version: "hybrid", single, info: single ? {} : { files } });
}

const deep = (levels: number) => new Raw("l".repeat(levels) + "e".repeat(levels));

type Case = [code: TorrentErrorCode, message: string, bytes: Uint8Array | string, limits?: Partial<MetainfoLimits>];

const CASES: Case[] = [
  ["FILE_TOO_LARGE", "the file has 14 bytes, the limit is 13", "d4:infod1:a1:b", { maxBytes: 13 }],
  ["NOT_A_TORRENT", "the file is empty", ""],
  ["NOT_A_TORRENT", 'the file starts with byte 0x3c, not with the "d" of a dictionary', "<html>"],
  ["NOT_A_TORRENT", 'the file starts with byte 0x6c, not with the "d" of a dictionary', "le"],
  ["TRUNCATED", "the file ends at byte 1, where a key is expected", "d"],
  ["TRUNCATED", "the file ends at byte 7, where a value is expected", "d4:info"],
  ["TRUNCATED", "the file ends at byte 8, inside a string that claims 7 bytes or more at byte 1", "d7:abcde"],
  ["TRUNCATED", "the file ends at byte 6, inside the length of a string at byte 4", "d1:x12"],
  ["TRUNCATED", "the file ends at byte 8, inside an integer at byte 4", "d1:xi123"],
  ["SYNTAX", 'byte 5: expected ":" after a string length, found byte 0x78 (x)', "d1:x1x"],
  ["SYNTAX", "byte 1: a string length with a leading zero", "d01:xi1ee"],
  ["SYNTAX", "byte 1: expected a key, found byte 0x69 (i)", "di1ei2ee"],
  ["SYNTAX", "byte 5: expected a key, found byte 0x69 (i)", "d1:xdi1ei2eee"],
  ["SYNTAX", "byte 8: a key has no value", "d1:xd1:ye"],
  ["SYNTAX", "byte 4: expected a value, found byte 0x00", "d1:x\0e"],
  ["INTEGER_FORM", "byte 4: an integer with no digits", "d1:xiee"],
  ["INTEGER_FORM", "byte 4: an integer with a leading zero", "d1:xi012ee"],
  ["INTEGER_FORM", "byte 4: an integer with a leading zero", "d1:xi-01ee"],
  ["INTEGER_FORM", "byte 4: an integer with -0", "d1:xi-0ee"],
  ["INTEGER_FORM", "byte 4: an integer with byte 0x2e (.)", "d1:xi1.5ee"],
  ["INTEGER_FORM", "byte 4: an integer with byte 0x2b (+)", "d1:xi+1ee"],
  ["INTEGER_RANGE", "info.files[0].length at byte 25 is beyond 2^53-1", file("6:lengthi9007199254740992e4:pathl1:aee")],
  ["INTEGER_RANGE", "info.private at byte", v1({ private: 2n ** 53n })],
  ["INTEGER_RANGE", "info.piece length at byte", v1({ "piece length": -(2n ** 53n) })],
  ["INTEGER_RANGE", "info.meta version at byte", v1({ "meta version": 10n ** 30n })],
  ["TOO_DEEP", "byte 102: nested deeper than 99 levels", encode(new Map([["x", deep(200)]]))],
  ["TOO_MANY_TOKENS", "byte 8: over 4 values", "d1:xl1:a1:b1:cee", { maxTokens: 4 }],
  ["TOO_MANY_FILES", "info.files has over 1 files", v1({}, { files: [FILE, FILE] }), { maxFiles: 1 }],
  ["TOO_MANY_FILES", "info.file tree has over 1 files", v2(), { maxFiles: 1 }],
  ["DUPLICATE_KEY", "info appears again at byte 11", "d4:infode4:infodee"],
  ["DUPLICATE_KEY", "info.name appears again at byte 19", "d4:infod4:name1:a4:name1:bee"],
  ["DUPLICATE_KEY", "info.files[0].length appears again at byte 30", file("6:lengthi1e6:lengthi2e4:pathl1:aee")],
  ["DUPLICATE_KEY", "info.files[0].path appears again at byte 30", file("4:pathl1:ae4:pathl1:be6:lengthi1e")],
  ["DUPLICATE_KEY", "info.files[0].attr appears", file("4:attr1:x4:attr1:h4:pathl1:ae6:lengthi1e")],
  ["DUPLICATE_KEY", "info.files[0].path.utf-8 appears", file("6:lengthi1e10:path.utf-8l1:ae10:path.utf-8l1:be")],
  ["DUPLICATE_KEY", "the file at byte 24: length appears", tree(`d1:a${node(`6:lengthi5e6:lengthi5e${root}`)}e`)],
  ["DUPLICATE_KEY", "the file at byte 24: pieces root appears", tree(`d1:a${node(`6:lengthi5e${root}${root}`)}e`)],
  ["DUPLICATE_KEY", "the file at byte 24: attr appears", tree(`d1:a${node(`4:attr1:x4:attr1:h6:lengthi5e${root}`)}e`)],
  ["DUPLICATE_KEY", "piece layers appears", "d4:infode12:piece layersde12:piece layersdee"],
  ["WRONG_TYPE", "info at byte 7 is a list, not a dictionary", "d4:infolee"],
  ["WRONG_TYPE", "info.name at byte 14 is an integer, not a string", "d4:infod4:namei1eee"],
  ["WRONG_TYPE", "info.files at byte 15 is a string, not a list", "d4:infod5:files1:aee"],
  ["WRONG_TYPE", "info.files[0] at byte 16 is an integer, not a dictionary", "d4:infod5:filesli1eeee"],
  ["WRONG_TYPE", "info.files[0].path at byte 23 is a string, not a list", file("4:path1:a6:lengthi1e")],
  ["WRONG_TYPE", "info.files[0].path[1] at byte 27 is an integer, not a string", file("4:pathl1:ai1ee6:lengthi1e")],
  ["WRONG_TYPE", "is an integer, not a dictionary", v2({}, { outer: { "piece layers": 1 } })],
  ["WRONG_TYPE", "is a string, not an integer", v1({ "meta version": "2" })],
  ["INFO_MISSING", "the file has no info dictionary", "de"],
  ["NAME_MISSING", "info has no name", v1({ name: null })],
  ["NAME_MISSING", "info.name has no character that is safe in a file name", v1({ name: ".." }, { single: true })],
  [
    "NAME_MISSING",
    "info.file tree has no character that is safe in a file name",
    v2({}, { files: [{ path: ["\\"], length: 5 }] }),
  ],
  ["NAME_MISSING", "info.name has no character that is safe in a file name", v1({ name: "" }, { single: true })],
  ["PIECE_LENGTH_MISSING", "info has no piece length", v1({ "piece length": null })],
  ["PIECE_LENGTH_RANGE", "info.piece length is 0, not 1 to 536870912", v1({ "piece length": 0 })],
  ["PIECE_LENGTH_RANGE", "info.piece length is -16384, not 1 to 536870912", v1({ "piece length": -16384 })],
  ["PIECE_LENGTH_RANGE", "info.piece length is 536870913, not 1 to 536870912", v1({ "piece length": 536870913 })],
  [
    "PIECE_LENGTH_RANGE",
    "info.piece length is 8192, v2 requires a power of two of at least 16384",
    v2({ "piece length": 8192 }),
  ],
  [
    "PIECE_LENGTH_RANGE",
    "info.piece length is 49152, v2 requires a power of two of at least 16384",
    v2({ "piece length": 49152 }),
  ],
  ["PIECES_MISSING", "info has no pieces", v1({ pieces: null })],
  ["PIECES_LENGTH", "info.pieces holds 39 bytes, not a multiple of 20", v1({ pieces: "x".repeat(39) })],
  [
    "PIECES_COUNT",
    "info.pieces holds 2 hashes, 100 bytes in pieces of 16384 require 1",
    v1({ pieces: "x".repeat(40) }),
  ],
  ["PIECES_COUNT", "info.pieces holds 1 hash, 100 bytes in pieces of 64 require 2", v1({ "piece length": 64 })],
  ["PIECES_COUNT", "info.pieces holds 0 hashes, 100 bytes in pieces of 16384 require 1", v1({ pieces: "" })],
  [
    "MERKLE_TORRENT",
    "info.root hash instead of info.pieces: BEP 30 torrents are not supported",
    v1({ pieces: null, "root hash": "x".repeat(20) }),
  ],
  ["META_VERSION", "info.meta version is 3, expected 1 or 2", v1({ "meta version": 3 })],
  ["META_VERSION", "info.file tree is present without meta version 2", v2({ "meta version": null })],
  ["FILES_MISSING", "info has neither length nor files", v1({ files: null })],
  ["FILES_EMPTY", "info.files is empty", v1({ files: [] })],
  ["FILES_EMPTY", "info.file tree has no files", tree("d1:adee")],
  ["NO_PAYLOAD", "all files are empty", v1({ attr: "l" }, { single: true })],
  ["NO_PAYLOAD", "all files are empty", v1({}, { files: [{ path: "a", length: 0 }] })],
  ["LENGTH_MISSING", "info.files[0] has no length", file("4:pathl1:aee")],
  ["LENGTH_MISSING", "info.file tree: the file at byte 24 has no length", tree(`d1:a${node(root)}e`)],
  ["LENGTH_NEGATIVE", "info.files[0].length is -1", file("6:lengthi-1e4:pathl1:aee")],
  ["LENGTH_NEGATIVE", "info.length is -5", v1({ length: -5 }, { single: true })],
  [
    "SIZE_RANGE",
    "the total size of all files is over 2^53-1 bytes",
    v1({ files: [1, 2].map((i) => new Raw(`d6:lengthi9007199254740991e4:pathl1:${i}ee`)) }),
  ],
  ["PATH_MISSING", "info.files[0] has no path", file("6:lengthi1e")],
  ["PATH_MISSING", "info.files[0] has no path", file("6:lengthi1e4:pathle")],
  [
    "PATH_TOO_LONG",
    "info.files[0].path[1] is a name of 4097 bytes, the limit is 4096",
    v1({}, { files: [{ path: `a/${"x".repeat(4097)}`, length: 1 }] }),
  ],
  ["FILE_TREE_MISSING", "info has meta version 2 but no file tree", v2({ "file tree": null })],
  [
    "TOO_MANY_PIECES",
    "the torrent has 2097153 pieces, the limit is 2097152",
    v1({ files: null, length: 2_097_153, "piece length": 1, pieces: new Uint8Array(20 * 2_097_153) }),
  ],
  ["TOO_MANY_PIECES", "the torrent has 2097153 pieces", tree(`d1:a${node(`6:lengthi${2_097_153 * 16384}e${root}`)}e`)],
  ["FILE_TREE_SHAPE", "info.file tree at byte 19 is a list, not a dictionary", tree(`l5:z.bin${plain}e`)],
  ["FILE_TREE_SHAPE", "info.file tree at byte 19 is an integer, not a dictionary", tree("i5e")],
  ["FILE_TREE_SHAPE", "info.file tree: the entry at byte 22 is an integer, not a dictionary", tree("d1:ai5ee")],
  ["FILE_TREE_SHAPE", "info.file tree: the entry at byte 22 has an empty name", tree("d0:d6:lengthi0eee")],
  ["FILE_TREE_SHAPE", "info.file tree: the file at byte 24 is an integer, not a dictionary", tree("d1:ad0:i5eee")],
  [
    "FILE_TREE_SHAPE",
    "info.file tree: the file at byte 24 has other entries next to it",
    tree(`d1:ad0:d6:lengthi0ee1:b${plain}ee`),
  ],
  [
    "FILE_TREE_ORDER",
    "info.file tree: the name at byte 91 sorts before the one at byte 22",
    tree(`d1:b${plain}1:a${plain}e`),
  ],
  [
    "FILE_TREE_ORDER",
    "info.file tree: the name at byte 91 repeats the one at byte 22",
    tree(`d1:a${plain}1:a${plain}e`),
  ],
  [
    "FILE_TREE_ORDER",
    "info.file tree: the name at byte 92 sorts before the one at byte 22",
    tree(`d2:ab${plain}1:a${plain}e`),
  ],
  [
    "FILE_TREE_PADDING",
    "info.file tree: the file at byte 24 is marked as padding",
    tree(`d1:a${node(`4:attr1:p6:lengthi5e${root}`)}e`),
  ],
  [
    "PIECES_ROOT_MISSING",
    "info.file tree: the file at byte 24 has 5 bytes and no pieces root",
    tree(`d1:a${node("6:lengthi5e")}e`),
  ],
  [
    "PIECES_ROOT_MISSING",
    "info.file tree: the file at byte 24 has a pieces root of zeros",
    tree(`d1:a${node(`6:lengthi5e11:pieces root32:${"\0".repeat(32)}`)}e`),
  ],
  [
    "PIECES_ROOT_LENGTH",
    "info.file tree: the file at byte 24 has a pieces root of 3 bytes, not 32",
    tree(`d1:a${node("6:lengthi5e11:pieces root3:abc")}e`),
  ],
  ["PIECE_LAYER_KEY", "", layers((map) => map.set(ROOT.subarray(1), "x"))],
  ["PIECE_LAYER_LENGTH", "has 64 bytes, its file needs 96", layers((map) => each(map, (layer) => layer.subarray(32)))],
  ["PIECE_LAYER_HASH", "does not hash to its pieces root", layers((map) => each(map, (layer) => layer.with(50, 0x55)))],
  ["DUPLICATE_KEY", "appears twice", layers((map) => [...map].map(([key, layer]) => map.set(key.slice(), layer)))],
  ["WRONG_TYPE", "is an integer, not a string", layers((map) => [...map].map(([key]) => map.set(key, 5)))],
  [
    "HYBRID_MISMATCH",
    "info.files[2] has a different path in info.file tree",
    hybrid((files) => files[2]?.set("path", ["c.txt"])),
  ],
  [
    "HYBRID_MISMATCH",
    "info.files[2] has 40001 bytes there and 40000 in info.file tree",
    hybrid((files) => files[2]?.set("length", 40001)),
  ],
  [
    "HYBRID_MISMATCH",
    "info.files[3] is not in info.file tree",
    hybrid((files) =>
      files.push(
        new Map<string, Bencodable>([
          ["length", 0],
          ["path", ["c"]],
        ]),
      ),
    ),
  ],
  ["HYBRID_MISMATCH", "info.file tree has 2 files, the v1 part has 1", hybrid((files) => files.splice(1))],
  [
    "HYBRID_MISMATCH",
    "info.files[0] is a symbolic link in only one of them",
    buildTorrent({
      name: "t",
      version: "hybrid",
      files: [{ path: "a", length: 0 }, FILE],
      info: { files: [new Raw("d4:attr1:l6:lengthi0e4:pathl1:aee")] },
    }),
  ],
  ["HYBRID_ALIGNMENT", "info.files[1] starts at byte 100, v2 needs 16384", hybrid((files) => files.splice(1, 1))],
  [
    "HYBRID_ALIGNMENT",
    "info.files[1] pads 16283 bytes instead of 16284",
    hybrid((files) => files[1]?.set("length", 16283)),
  ],
];

function each(map: Map<Uint8Array, Bencodable>, change: (layer: Uint8Array) => Uint8Array): void {
  for (const [key, layer] of map) map.set(key, change(layer as Uint8Array));
}

function rejection(bytes: Uint8Array | string, limits: Partial<MetainfoLimits> = {}): TorrentError | null {
  try {
    parseMetainfo(typeof bytes === "string" ? new Uint8Array(Buffer.from(bytes, "latin1")) : bytes, limits);
    return null;
  } catch (error) {
    if (error instanceof TorrentError) return error;
    throw error;
  }
}

describe("rejected", () => {
  for (const [code, message, bytes, limits] of CASES) {
    test(`${code}: ${message}`, () => {
      const error = rejection(bytes, limits);
      expect(error?.code).toBe(code);
      expect(error?.message).toContain(message);
    });
  }
});

test("every code has a case above", () => {
  expect([...new Set(CASES.map(([code]) => code))].sort()).toEqual(
    Object.keys(TORRENT_ERRORS).sort() as TorrentErrorCode[],
  );
});
