import { describe, expect, test } from "bun:test";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { safeName } from "../../../src/core/torrent/text.ts";
import { buildTorrent, type FileSpec, Raw, type TorrentSpec } from "../../support/torrent-builder.ts";

function parse(path: FileSpec["path"], spec: Partial<TorrentSpec> = {}) {
  const metainfo = parseMetainfo(buildTorrent({ name: "t", files: [{ path, length: 5 }], ...spec }));
  return { path: metainfo.files[0]?.path, name: metainfo.name, warnings: metainfo.warnings };
}

const bytes = (...values: number[]) => Uint8Array.from(values);
const GBK = bytes(0xc4, 0xe3, 0xba, 0xc3);

// What libtorrent 2.0.8 makes of the same parts.
describe("no part of a path leaves its folder", () => {
  const cases: [parts: string[], path: string[]][] = [
    [
      ["a", "b.txt"],
      ["a", "b.txt"],
    ],
    [
      ["..", "..", "etc", "passwd"],
      ["etc", "passwd"],
    ],
    [
      ["a", "..", "b"],
      ["a", "b"],
    ],
    [["."], ["_"]],
    [["..", "/"], ["_"]],
    [["..."], ["..."]],
    [[".hidden"], [".hidden"]],
    [[""], ["_"]],
    [
      ["", ""],
      ["_", "_"],
    ],
    [["/etc/passwd"], ["etcpasswd"]],
    [
      ["a/../../b", "c"],
      ["a....b", "c"],
    ],
    [["..\\..\\b"], ["....b"]],
    [["\\", "b"], ["b"]],
    [["C:\\Windows"], ["C:Windows"]],
    [["a\0b"], ["ab"]],
    [["..\0"], ["_"]],
    [["a\nb\x1b[2J"], ["a_b_[2J"]],
    [["gpj\u202e.exe"], ["gpj.exe"]],
    [["a\u200eb\u200fc\u202ad\u202be\u202cf\u202dg"], ["abcdefg"]],
    [["\u202e.\u202e."], ["_"]],
  ];
  for (const [parts, expected] of cases) {
    test(JSON.stringify(parts), () => {
      const { path, warnings } = parse(parts);
      expect(path).toEqual(expected);
      expect(warnings.length > 0).toBe(JSON.stringify(parts) !== JSON.stringify(expected));
    });
  }

  test("nor does the name; without anything left it is the info-hash", () => {
    expect(parse("x", { name: "../a" }).name).toBe("..a");
    expect(parse("x", { name: "" }).name).toBe("_");
    const tree = new Raw(
      "d2:..d0:d6:lengthi0eee1:ad0:d6:lengthi5e11:pieces root32:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaeee",
    );
    expect(parse("x", { version: "v2", info: { "file tree": tree } }).path).toEqual(["_"]);
    expect(parse("x", { name: ".." }).name).toMatch(/^[0-9a-f]{40}$/);
    expect(parse("x", { name: "..", version: "v2", files: [{ path: "a/b", length: 1 }] }).name).toMatch(
      /^[0-9a-f]{64}$/,
    );
  });

  test("safeName never gives a part that leaves", () => {
    for (const a of ["", ".", "..", "/", "\\", "\0", "a", "\u200e"]) {
      for (const b of ["", ".", "/", "\\", "..", "\0", "\u202d"]) {
        for (const c of ["", ".", "..", "\0"]) {
          const name = safeName(a + b + c);
          expect(name === null || (name !== "" && name !== "." && name !== ".." && !/[/\\\0]/.test(name))).toBe(true);
        }
      }
    }
  });
});

describe("encodings", () => {
  test("UTF-8 is UTF-8, whatever encoding says", () => {
    expect(parse("é中.txt")).toEqual({ path: ["é中.txt"], name: "t", warnings: [] });
    expect(parse("é中.txt", { outer: { encoding: "GBK" } }).path).toEqual(["é中.txt"]);
    expect(parse("\ufeffx").path).toEqual(["\ufeffx"]);
  });

  test("other bytes are decoded as the named encoding, wherever that stands", () => {
    const warnings = ['info.files[0].path[0]: not UTF-8, decoded as "GBK"'];
    expect(parse([GBK], { outer: { encoding: "GBK" } })).toEqual({ path: ["你好"], name: "t", warnings });
    const late = parse([GBK], { sorted: false, outer: { encoding: "GBK" } });
    expect(late.path).toEqual(["你好"]);
    expect(parse([bytes(0xcf, 0xf0)], { outer: { encoding: "windows-1251" } }).path).toEqual(["Пр"]);
    expect(parse("x", { name: GBK, outer: { encoding: "GBK" } }).name).toBe("你好");
  });

  test("what an encoding makes of bytes is made safe too", () => {
    const up = bytes(0x2e, 0x00, 0x2e, 0x00, 0x2f, 0x00, 0xd8, 0x62);
    expect(parse([up], { outer: { encoding: "utf-16le" } }).path).toEqual(["..\u62d8"]);
  });

  test("an unknown or wrong encoding, or none: broken characters become _", () => {
    const warnings = ['info.files[0].path[0]: not UTF-8, broken characters replaced by "_"'];
    for (const encoding of ["no such", "UTF-8", "x".repeat(50), 5]) {
      expect(parse([bytes(0x61, 0xff, 0xfe, 0x62)], { outer: { encoding } })).toEqual({
        path: ["a__b"],
        name: "t",
        warnings,
      });
    }
    expect(parse([bytes(0x61, 0xff, 0x62)]).path).toEqual(["a_b"]);
  });

  test("name.utf-8 and path.utf-8 come first", () => {
    const files = [new Raw("d6:lengthi5e4:pathl2:\xc4\xe3e10:path.utf-8l3:y.ze")];
    const info = { files: [new Raw(Buffer.concat([...files.map(({ bytes }) => bytes), Buffer.from("e")]))] };
    expect(parse("x", { info: { ...info, name: GBK, "name.utf-8": "nöm" } })).toEqual({
      path: ["y.z"],
      name: "nöm",
      warnings: [],
    });
  });

  test("unless they are of another type or empty", () => {
    const files = (value: string) => [new Raw(`d6:lengthi5e4:pathl1:xe10:path.utf-8${value}e`)];
    expect(parse("x", { info: { files: files("1:y"), "name.utf-8": 5 } })).toMatchObject({ path: ["x"], name: "t" });
    expect(parse("x", { info: { files: files("le") } }).path).toEqual(["x"]);
    const only = [new Raw("d6:lengthi5e10:path.utf-8l1:yee")];
    expect(parse("x", { info: { files: only, name: null, "name.utf-8": "n" } })).toMatchObject({
      path: ["y"],
      name: "n",
    });
  });
});

test("many repairs are counted, not listed", () => {
  const files = Array.from({ length: 30 }, (_, i) => ({ path: [`${i}/`], length: 1 }));
  const { warnings } = parse("x", { files });
  expect(warnings.length).toBe(21);
  expect(warnings[20]).toBe("and 10 more");
});

test("a long folder name does not multiply", () => {
  const entries: string[] = [];
  for (let i = 100000; i < 160000; i++) entries.push(`6:${i}d0:d6:lengthi0eee`);
  const tree = new Raw(`d4000:${"x".repeat(4000)}d${entries.join("")}ee`);
  expect(() => parse("x", { version: "v2", info: { "file tree": tree } })).toThrow(
    "all paths together are longer than 104857600 bytes",
  );
});
