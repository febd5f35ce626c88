import { describe, expect, test } from "bun:test";
import { cutAsWritten, libtorrentText } from "../../../src/core/torrent/name-forms.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { askPython, libtorrentPython } from "../../support/libtorrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const BROKEN = [
  ...["a\xe9.flac", "a\xe9", "a\xe9\x80.xyz", "a\xc3(xyz", "a\x80\x80xyz", "\xbf\xc3", "a\xf0\x9f(xyz", "a\xf8xyzuv"],
  ...[
    "a\xffxyz",
    "a\xed\xa0\x80xyz",
    "a\xc0\xafxyz",
    "a\xf4\x90\x80\x80x",
    "\xd6\xd0\xce\xc4.mkv",
    "a\xe9\x80\xe9\x80(x",
  ],
].map(latin1);
const LONG = [
  ...["n".repeat(236), "n".repeat(237), "n".repeat(239), "n".repeat(240), "n".repeat(300)].map((name) => `${name}.mkv`),
  ...["n".repeat(240), "n".repeat(241), `${"n".repeat(300)}.longext12`, `${"n".repeat(300)}.longext1`],
  ...[
    `${"é".repeat(200)}.mkv`,
    `${"é".repeat(119)}nn.mkv`,
    `${"n".repeat(238)}..mkv`,
    "日本".repeat(50),
    `.${"n".repeat(300)}`,
  ],
].map((name) => new Uint8Array(Buffer.from(name)));

const SCRIPT = `
import json, struct, sys
import libtorrent as lt
data = sys.stdin.buffer
while (head := data.read(4)):
    files = lt.torrent_info(data.read(struct.unpack('<I', head)[0])).files()
    print(json.dumps([files.file_path(i) for i in range(files.num_files())]))
`;

const python = libtorrentPython();

test.skipIf(python === null)("what python3-libtorrent 2.0 writes, of files and of folders (skipped without it)", () => {
  const names = [...BROKEN, ...LONG];
  const single = names.map((name) => buildTorrent({ name, files: [{ path: "a", length: 5 }], single: true }));
  const multi = names.map((name) =>
    buildTorrent({
      name,
      files: [
        { path: [name, "d", name], length: 5 },
        { path: ["b"], length: 3 },
      ],
    }),
  );
  const theirs = askPython<string[]>(python ?? "", SCRIPT, [...single, ...multi]);
  const mine = [...single, ...multi].map((bytes) => {
    const { name, writtenName, singleFile, files } = parseMetainfo(bytes);
    const root = writtenName ?? name;
    return singleFile ? [root] : files.map(({ path, written }) => `${root}/${(written ?? path).join("/")}`);
  });
  expect(mine).toEqual(theirs);
});

describe("names in old encodings", () => {
  const GBK = Uint8Array.from([0xd6, 0xd0, 0xce, 0xc4, 0x2e, 0x6d, 0x6b, 0x76]);
  const parse = (name: Uint8Array, outer = {}) =>
    parseMetainfo(buildTorrent({ name, files: [{ path: "a", length: 5 }], single: true, outer }));

  test("with `encoding` the name is that, and libtorrent's stands beside it", () => {
    const read = parse(GBK, { encoding: "GBK" });
    expect(read).toMatchObject({ name: "中文.mkv", writtenName: "__.mkv" });
    expect(read.files[0]?.others).toContain("ÖÐÎÄ.mkv");
  });

  test.each([
    ["gbk", GBK, "中文.mkv"],
    ["big5", Uint8Array.from([0xa4, 0xa4, 0xa4, 0xe5]), "中文"],
    ["shift_jis", Uint8Array.from([0x93, 0xfa, 0x96, 0x7b]), "日本"],
    ["euc-kr", Uint8Array.from([0xc7, 0xd1, 0xb1, 0xdb]), "한글"],
    ["latin-1", latin1("Beyonc\xe9.flac"), "Beyoncé.flac"],
    ["windows-1251", Uint8Array.from([0xec, 0xe8, 0xf0]), "мир"],
    ["koi8-r", Uint8Array.from([0xcd, 0xc9, 0xd2]), "мир"],
  ])("without it %s is among what the name may be", (_, bytes, text) => {
    expect(parse(bytes).files[0]?.others).toContain(text);
  });

  test("so many of them that all readings would cost too much have no more than libtorrent's", () => {
    const files = Array.from({ length: 3_000 }, (_, i) => ({
      path: [latin1(`\xe9${"x".repeat(100)}${i}`)],
      length: 5,
    }));
    const read = parseMetainfo(buildTorrent({ name: "t", files }));
    expect(read.files[0]?.others?.length).toBeGreaterThan(1);
    expect(read.files[2_999]?.others).toBeUndefined();
  });
});

test("plain names have no other forms", () => {
  const read = parseMetainfo(buildTorrent({ name: "té", files: [{ path: "d/What? é.mkv", length: 5 }] }));
  expect(read).toMatchObject({ writtenName: null });
  expect(Object.keys(read.files[0] ?? {})).not.toContain("written");
  expect(Object.keys(read.files[0] ?? {})).not.toContain("others");
  expect(cutAsWritten("n".repeat(240))).toBe("n".repeat(240));
  expect(libtorrentText(latin1("plain"))).toBe("plain");
});
