import { describe, expect, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import { decodeValue, encodeValue } from "../../../src/core/torrent/bencode.ts";
import { filePath, type Metainfo } from "../../../src/core/torrent/metainfo.ts";
import { DEFAULT_LIMITS, parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { type Bencodable, buildTorrent, Raw, type TorrentSpec } from "../../support/torrent-builder.ts";

const FILES = [
  { path: "b/x y.mkv", length: 100000 },
  { path: "a.txt", length: 10 },
  { path: "b/é.srt", length: 32768 },
  { path: "e/empty", length: 0 },
  { path: "z", length: 40000 },
];

function parse(spec: Partial<TorrentSpec> = {}): Metainfo {
  return parseMetainfo(buildTorrent({ name: "t", files: FILES, pieceLength: 32768, ...spec }));
}

/** A v1 torrent whose files have these dictionaries, already encoded and together `bytes` long. */
function withFiles(bytes: number, ...files: string[]): Metainfo {
  const pieces = new Uint8Array(Math.ceil(bytes / 32768) * 20);
  return parse({ info: { files: files.map((file) => new Raw(`d${file}e`)), pieces } });
}

const paths = (metainfo: Metainfo) => metainfo.files.map((file) => file.path.join("/"));
const layout = (metainfo: Metainfo) =>
  metainfo.files.map((file) => [file.path.join("/"), file.length, file.offset, file.pad]);

describe("v1 (BEP 3)", () => {
  test("what bencode and the hashes of the raw bytes say", () => {
    const bytes = buildTorrent({ name: "t", files: FILES, pieceLength: 32768, private: true, announce: "http://t/a" });
    const metainfo = parseMetainfo(bytes);
    const { info } = decodeValue(bytes, DEFAULT_LIMITS) as { info: { pieces: Uint8Array } };
    const raw = bytes.subarray(metainfo.info.start, metainfo.info.end);
    expect(Buffer.from(encodeValue(info))).toEqual(Buffer.from(raw));
    expect(bytesToHex(metainfo.infoHashV1 ?? raw)).toBe(new Bun.CryptoHasher("sha1").update(raw).digest("hex"));
    expect(bytesToHex(metainfo.piecesHash ?? raw)).toBe(new Bun.CryptoHasher("sha1").update(info.pieces).digest("hex"));
    const pieces = metainfo.pieces ?? { start: 0, end: 0 };
    expect(Buffer.from(bytes.subarray(pieces.start, pieces.end))).toEqual(Buffer.from(info.pieces));
    expect(metainfo).toMatchObject({
      name: "t",
      infoHashV2: null,
      pieceLength: 32768,
      pieceCount: 6,
      private: true,
      singleFile: false,
      totalSize: 172778,
      payloadSize: 172778,
      announce: [["http://t/a"]],
      warnings: [],
    });
    expect(layout(metainfo)).toEqual([
      ["b/x y.mkv", 100000, 0, false],
      ["a.txt", 10, 100000, false],
      ["b/é.srt", 32768, 100010, false],
      ["e/empty", 0, 132778, false],
      ["z", 40000, 132778, false],
    ]);
    expect(metainfo.files.map((file) => filePath(metainfo, file))[0]).toBe("t/b/x y.mkv");
  });

  test("nothing of the caller's buffer is kept", () => {
    const buffer = new Uint8Array(1 << 20);
    const bytes = buildTorrent({ name: "tür", files: FILES, version: "hybrid", announce: "http://t/a" });
    buffer.set(bytes);
    const metainfo = parseMetainfo(buffer.subarray(0, bytes.length));
    const before = JSON.stringify(metainfo);
    buffer.fill(0x78);
    expect(JSON.stringify(metainfo)).toBe(before);
  });

  test("a single file stands for itself", () => {
    const metainfo = parse({ single: true });
    expect(metainfo.singleFile).toBe(true);
    expect(metainfo.files).toEqual([{ path: [], length: 100000, offset: 0, pad: false, symlink: false }]);
    expect(metainfo.files.map((file) => filePath(metainfo, file))).toEqual(["t"]);
  });

  test("keys in any order, unknown ones of any form", () => {
    const info = { "\u0000odd": new Raw("ld1:xli99999999999999999999eeee"), zz: 1 };
    const metainfo = parse({ sorted: false, info });
    expect(metainfo.pieceCount).toBe(6);
  });

  test("both length and files: files", () => {
    expect(paths(parse({ info: { length: 7 } }))).toEqual(FILES.map(({ path }) => path));
  });

  test("bytes after the end are ignored and told", () => {
    const bytes = Buffer.concat([buildTorrent({ name: "t", files: FILES }), Buffer.from("\n")]);
    const metainfo = parseMetainfo(new Uint8Array(bytes));
    expect(metainfo.warnings).toEqual(["1 bytes after the end of the dictionary are ignored"]);
    expect(metainfo.info.end).toBe(bytes.length - 2);
  });

  test("the longest that fits into pieces is exact", () => {
    const length = 2_097_152 * 536_870_912 - 1;
    const info = { length, "piece length": 536_870_912, pieces: new Uint8Array(2_097_152 * 20) };
    expect(parseMetainfo(buildTorrent({ name: "t", files: FILES, single: true, info })).totalSize).toBe(length);
  });

  test("private (BEP 27): any whole number but 0", () => {
    const flags: [Bencodable, boolean][] = [
      [1, true],
      [2, true],
      [-1, true],
      [0, false],
      ["1", false],
    ];
    for (const [value, expected] of flags) expect(parse({ info: { private: value } }).private).toBe(expected);
    expect(parse().private).toBe(false);
  });
});

describe("trackers (BEP 3, BEP 12)", () => {
  test("none is normal", () => expect(parse().announce).toEqual([]));
  test("the list goes before the single one", () => {
    expect(
      parse({ announce: "http://x/", announceList: [["http://a/", "udp://b/"], ["http://c/é"]] }).announce,
    ).toEqual([["http://a/", "udp://b/"], ["http://c/é"]]);
  });
  test("an empty or broken list does not", () => {
    const lists: Bencodable[] = [[], [[]], [5, [6]], "http://y/"];
    for (const list of lists)
      expect(parse({ announce: "http://x/", outer: { "announce-list": list } }).announce).toEqual([["http://x/"]]);
    expect(parse({ outer: { announce: 5 } }).announce).toEqual([]);
  });
  test("what stands twice around info: the first counts, and it is told", () => {
    const bytes = Buffer.from(buildTorrent({ name: "t", files: FILES, announce: "http://b/" }));
    const doubled = Buffer.concat([
      Buffer.from("d8:announce9:http://a/8:encoding3:GBK8:encoding1:x"),
      bytes.subarray(1),
    ]);
    const metainfo = parseMetainfo(new Uint8Array(doubled));
    expect(metainfo.announce).toEqual([["http://a/"]]);
    expect(metainfo.warnings).toEqual([
      "encoding appears more than once; the first one is used",
      "announce appears more than once; the first one is used",
    ]);
  });
  test("after a thousand the rest is left out", () => {
    const list = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `http://${from + i}/`);
    const found = parse({ outer: { "announce-list": [list(0, 700), list(700, 1200), ["http://x/"]] } }).announce;
    expect(found.map((tier) => tier.length)).toEqual([700, 300]);
    expect(parse({ outer: { "announce-list": list(0, 1200) } }).announce.length).toBe(1000);
  });
  test("a flat list is one of tiers", () => {
    expect(parse({ outer: { "announce-list": ["http://a/", "http://b/"] } }).announce).toEqual([
      ["http://a/"],
      ["http://b/"],
    ]);
  });
});

describe("padding and links (BEP 47)", () => {
  test("padding by attr, by .pad and by BitComet's name", () => {
    const metainfo = withFiles(
      26,
      "4:attr1:p6:lengthi5e4:pathl1:xe",
      "6:lengthi5e4:pathl4:.pad1:5e",
      "6:lengthi5e4:pathl1:d20:_____padding_file_0_e",
      "6:lengthi5e4:pathl4:.pad4:fakee",
      "4:attr2:hp6:lengthi5e",
      "6:lengthi1e4:pathl1:ae",
    );
    expect(layout(metainfo)).toEqual([
      ["x", 5, 0, true],
      [".pad/5", 5, 5, true],
      ["d/_____padding_file_0_", 5, 10, true],
      [".pad/fake", 5, 15, false],
      [".pad/5", 5, 20, true],
      ["a", 1, 25, false],
    ]);
    expect(metainfo.totalSize).toBe(26);
    expect(metainfo.payloadSize).toBe(6);
  });

  test("a symbolic link has no bytes, whatever it claims", () => {
    const metainfo = withFiles(
      10,
      "6:lengthi5e4:pathl1:ae",
      "4:attr2:xl6:lengthi100e4:pathl1:be12:symlink pathl1:ae",
      "4:attr1:l4:pathl1:ce",
      "4:attri1e6:lengthi5e4:pathl1:de4:sha120:aaaaaaaaaaaaaaaaaaaa",
    );
    expect(metainfo.files.map(({ path, length, offset, symlink }) => [path[0], length, offset, symlink])).toEqual([
      ["a", 5, 0, false],
      ["b", 0, 5, true],
      ["c", 0, 5, true],
      ["d", 5, 5, false],
    ]);
    expect(metainfo.payloadSize).toBe(10);
  });

  test("attr of a single file", () => {
    expect(parse({ single: true, info: { attr: "x" } }).files[0]?.pad).toBe(false);
    expect(parse({ single: true, info: { attr: "p" } }).files[0]?.pad).toBe(true);
  });
});

describe("v2 (BEP 52)", () => {
  const metainfo = parse({ version: "v2" });

  test("files in the order of the tree, each from a whole piece", () => {
    expect(layout(metainfo)).toEqual([
      ["a.txt", 10, 0, false],
      ["b/x y.mkv", 100000, 32768, false],
      ["b/é.srt", 32768, 163840, false],
      ["e/empty", 0, 196608, false],
      ["z", 40000, 196608, false],
    ]);
    expect(metainfo).toMatchObject({
      infoHashV1: null,
      piecesHash: null,
      pieces: null,
      pieceCount: 8,
      totalSize: 236608,
      payloadSize: 172778,
      singleFile: false,
    });
    expect(metainfo.files.map(({ root }) => root?.length)).toEqual([32, 32, 32, undefined, 32]);
  });

  test("an empty file at the end adds nothing", () => {
    expect(parse({ version: "v2", files: [FILES[1] ?? { path: "" }, { path: "z", length: 0 }] }).totalSize).toBe(10);
  });

  test("one file at the root of the tree stands for itself, under the tree's name", () => {
    expect(parse({ version: "v2", single: true })).toMatchObject({ name: "t", singleFile: true });
    expect(parse({ version: "v2", files: [{ path: "x", length: 5 }] })).toMatchObject({ name: "x", singleFile: true });
    const below = parse({ version: "v2", files: [{ path: "d/t", length: 5 }] });
    expect(below).toMatchObject({ name: "t", singleFile: false });
    expect(paths(below)).toEqual(["d/t"]);
  });

  test("one file beside an empty folder, or in a folder whose name is dropped, stands below the torrent's name", () => {
    const file = `d0:d6:lengthi5e11:pieces root32:${"r".repeat(32)}ee`;
    for (const tree of [`d5:a.mkv${file}1:ddee`, `d1:Ade5:a.mkv${file}e`, `d2:..d5:a.mkv${file}ee`]) {
      const read = parse({ version: "v2", files: [{ path: "t", length: 5 }], info: { "file tree": new Raw(tree) } });
      expect(read).toMatchObject({ name: "t", singleFile: false });
      expect(paths(read)).toEqual(["a.mkv"]);
    }
  });

  test("layers that are missing or belong to nothing are told, not rejected", () => {
    expect(parse({ version: "v2", outer: { "piece layers": null } }).warnings).toEqual([
      "files without piece layers: 2",
    ]);
    const layers = new Map<Uint8Array, Bencodable>([[new Uint8Array(32).fill(9), "x"]]);
    expect(parse({ version: "v2", outer: { "piece layers": layers } }).warnings).toEqual([
      "files without piece layers: 2",
      "piece layers without a file: 1",
    ]);
  });

  test("the same content twice needs one layer", () => {
    const data = new Uint8Array(70000).fill(3);
    const twins = parse({
      version: "v2",
      files: [
        { path: "a", data },
        { path: "b", data },
      ],
    });
    expect(twins.warnings).toEqual([]);
    expect(twins.files[0]?.root).toEqual(twins.files[1]?.root as Uint8Array);
  });

  test("half a v1 torrent beside it is not a hybrid", () => {
    expect(parse({ version: "hybrid", info: { pieces: null } }).infoHashV1).toBeNull();
    expect(parse({ version: "hybrid", info: { files: null } }).infoHashV1).toBeNull();
  });

  test("symbolic links and empty folders", () => {
    const linked = parse({
      version: "v2",
      files: [
        { path: "a", length: 5 },
        { path: "l", symlink: ["a"] },
      ],
    });
    expect(linked.files.map(({ path, symlink, length }) => [path[0], symlink, length])).toEqual([
      ["a", false, 5],
      ["l", true, 0],
    ]);
    const root = "x".repeat(32);
    const tree = new Raw(`d1:ade1:bd1:cd0:d6:lengthi5e11:pieces root32:${root}eeee`);
    expect(paths(parse({ version: "v2", info: { "file tree": tree } }))).toEqual(["b/c"]);
  });
});

describe("hybrid (BEP 52)", () => {
  test("the v1 list with its padding, and the roots of v2", () => {
    const metainfo = parse({ version: "hybrid" });
    expect(layout(metainfo)).toEqual([
      ["a.txt", 10, 0, false],
      [".pad/32758", 32758, 10, true],
      ["b/x y.mkv", 100000, 32768, false],
      [".pad/31072", 31072, 132768, true],
      ["b/é.srt", 32768, 163840, false],
      ["e/empty", 0, 196608, false],
      ["z", 40000, 196608, false],
    ]);
    expect(metainfo.files.map(({ root }) => root !== undefined)).toEqual([true, false, true, false, true, false, true]);
    expect(metainfo.infoHashV1?.length).toBe(20);
    expect(metainfo.infoHashV2?.length).toBe(32);
    expect(metainfo.pieceCount).toBe(8);
  });

  test("single file", () => {
    const metainfo = parse({ version: "hybrid", single: true });
    expect(metainfo).toMatchObject({ name: "t", singleFile: true });
    expect(metainfo.files[0]?.path).toEqual([]);
    expect(metainfo.files[0]?.root?.length).toBe(32);
  });

  test("padding after the last file is allowed", () => {
    const list = [new Raw("d6:lengthi10e4:pathl1:aee"), new Raw("d4:attr1:p6:lengthi32758e4:pathl4:.pad5:32758ee")];
    const metainfo = parse({ version: "hybrid", files: [{ path: "a", length: 10 }], info: { files: list } });
    expect(metainfo.totalSize).toBe(32768);
  });
});
