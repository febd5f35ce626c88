import { describe, expect, test } from "bun:test";
import { decodeFileList, decodeNamedList, encodeFileList, isMatchable } from "../../../src/core/content/file-list.ts";
import type { TorrentFile } from "../../../src/core/torrent/metainfo.ts";

const file = (path: string[], length: number, offset: number, more: Partial<TorrentFile> = {}): TorrentFile => ({
  path,
  length,
  offset,
  pad: false,
  symlink: false,
  ...more,
});

const root = Uint8Array.from({ length: 32 }, (_, i) => i + 200);

const LISTS: Record<string, TorrentFile[]> = {
  "nothing at all": [],
  "a single file": [file([], 42, 0)],
  "a folder": [file(["a"], 1, 0), file(["a", "b"], 2, 1), file(["a", "bc"], 0, 3), file(["z"], 3, 3)],
  "names that share bytes but no characters": [
    file(["é1"], 1, 0),
    file(["è1"], 1, 1),
    file(["日本"], 1, 2),
    file(["日木"], 1, 3),
  ],
  "the largest torrent that numbers can hold": [
    file(["a"], Number.MAX_SAFE_INTEGER - 128, 0),
    file(["b"], 127, Number.MAX_SAFE_INTEGER - 128),
    file(["c"], 1, Number.MAX_SAFE_INTEGER - 1),
  ],
  "v2 files with gaps between them, padding and a link": [
    file(["a"], 10, 0, { root }),
    file([".pad", "16374"], 16374, 10, { pad: true }),
    file(["b"], 20, 16384, { root: root.toReversed() }),
    file(["c"], 0, 16404, { symlink: true }),
    file(["d"], 5, 32768, { root }),
  ],
  "names of other kinds": [
    { ...file(["a", "b?"], 5, 0), written: ["a", "c", "d"], others: ["x", "ü"] },
    { ...file(["a", "c"], 5, 5), others: ["y"] },
  ],
  "a long list": Array.from({ length: 5_000 }, (_, i) => file([`Disc ${i >> 6}`, `${i}.flac`], i * 1000, i * 5000_000)),
  "one long path": [file(["x".repeat(4096), "y".repeat(4096)], 1, 0), file(["x".repeat(4096), "z"], 1, 1)],
};

const listed = (files: TorrentFile[]) =>
  files.map(({ path, written, ...rest }) => ({
    path: path.join("/"),
    ...rest,
    ...(written ? { written: written.join("/") } : {}),
  }));

describe("a packed file list", () => {
  test.each(Object.keys(LISTS))("keeps %s", (name) => {
    const files = LISTS[name] ?? [];
    expect(decodeFileList(encodeFileList(files))).toEqual(listed(files));
    expect(decodeNamedList(encodeFileList(files))).toEqual({ files: listed(files), writtenName: null });
    expect(decodeNamedList(encodeFileList(files, "näme"))).toEqual({ files: listed(files), writtenName: "näme" });
  });

  test("of 79 equal volumes takes a quarter of its names", () => {
    const files = Array.from({ length: 79 }, (_, i) =>
      file([`some.movie.2019.1080p.bluray.x264-group.r${String(i).padStart(2, "0")}`], 50_000_000, i * 50_000_000),
    );
    const names = files.reduce((sum, { path }) => sum + path.join("/").length, 0);
    expect(encodeFileList(files).length).toBeLessThan(names / 4);
  });

  test("is read from the middle of a larger buffer", () => {
    const packed = encodeFileList(LISTS["a folder"] ?? []);
    const larger = new Uint8Array(packed.length + 20).fill(0xff);
    larger.set(packed, 10);
    expect(decodeFileList(larger.subarray(10, 10 + packed.length))).toHaveLength(4);
  });

  test("that was cut anywhere is rejected", () => {
    const packed = encodeFileList(LISTS["v2 files with gaps between them, padding and a link"] ?? []);
    for (let length = 0; length < packed.length; length++) {
      expect(() => decodeFileList(packed.subarray(0, length))).toThrow(RangeError);
    }
  });
});

test("only what a user can hold is matchable", () => {
  expect(isMatchable(file(["a"], 1, 0))).toBe(true);
  expect(isMatchable(file(["a"], 0, 0))).toBe(false);
  expect(isMatchable(file(["a"], 1, 0, { pad: true }))).toBe(false);
  expect(isMatchable(file(["a"], 1, 0, { symlink: true }))).toBe(false);
});
