import { expect, test } from "bun:test";
import { decodeFileList } from "../../../src/core/content/file-list.ts";
import { fileKey } from "../../../src/core/content/names.ts";
import { toRecord } from "../../../src/core/content/record.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

const pairs = (flat: number[]) =>
  new Map(Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]] as const));

test("counts the files that can be matched, by name and by size", () => {
  const bytes = buildTorrent({
    name: "Show",
    padding: true,
    private: true,
    files: [
      { path: "CD1/Track.flac", length: 20_000 },
      { path: "CD2/TRACK.flac", length: 20_000 },
      { path: "other.flac", length: 20_000 },
      { path: "empty.nfo", length: 0 },
      { path: "link", symlink: ["other.flac"] },
      { path: "_____padding_file_0_if you see this file_____", length: 100 },
      { path: "last", length: 7 },
    ],
  });
  const metainfo = parseMetainfo(bytes);
  const record = toRecord(metainfo);
  expect(record.fileCount).toBe(4);
  expect(pairs(record.sizes)).toEqual(
    new Map([
      [20_000, 3],
      [7, 1],
    ]),
  );
  expect(pairs(record.keys)).toEqual(
    new Map([
      [fileKey("track.flac", 20_000), 2],
      [fileKey("other.flac", 20_000), 1],
      [fileKey("last", 7), 1],
    ]),
  );
  expect(record.payloadSize).toBe(60_007);
  expect(record).toMatchObject({ name: "Show", private: true, singleFile: false, totalSize: metainfo.totalSize });
  expect(decodeFileList(record.fileList).filter(({ pad }) => pad).length).toBeGreaterThan(1);
});

test("notes where the pieces lie inside info, wherever info lies", () => {
  const plain = { name: "a.bin", single: true, files: [{ path: "", length: 40_000 }] };
  for (const announce of ["http://a/", "http://tracker.example/announce/with/a/longer/path"]) {
    const bytes = buildTorrent({ ...plain, announce });
    const metainfo = parseMetainfo(bytes);
    const record = toRecord(metainfo);
    const start = metainfo.info.start + (record.piecesOffset ?? 0);
    const pieces = bytes.subarray(start, start + (record.piecesLength ?? 0));
    expect(pieces.length).toBe(60);
    const digest = new Bun.CryptoHasher("sha1").update(pieces).digest();
    expect(record.piecesHash).toEqual(new Uint8Array(digest));
    expect(bytes.subarray(metainfo.info.start, metainfo.info.start + record.infoLength).at(-1)).toBe(0x65);
  }
});

test("a single file is known by the torrent's name", () => {
  const record = toRecord(
    parseMetainfo(buildTorrent({ name: "Movie.mkv", single: true, files: [{ path: "", length: 9 }] })),
  );
  expect(pairs(record.keys)).toEqual(new Map([[fileKey("movie.MKV", 9), 1]]));
  expect(decodeFileList(record.fileList).map(({ path }) => path)).toEqual([""]);
});

test("a v2 torrent has no pieces, but roots", () => {
  const bytes = buildTorrent({
    name: "v2",
    version: "v2",
    files: [
      { path: "a", length: 20_000 },
      { path: "b", length: 3 },
    ],
  });
  const record = toRecord(parseMetainfo(bytes));
  expect(record).toMatchObject({ infoHashV1: null, piecesHash: null, piecesOffset: null, piecesLength: null });
  expect(record.infoHashV2).toHaveLength(32);
  expect(decodeFileList(record.fileList).map(({ root }) => root?.length)).toEqual([32, 32]);
});
