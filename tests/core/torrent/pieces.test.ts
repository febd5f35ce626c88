import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { filePath, type Metainfo } from "../../../src/core/torrent/metainfo.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { pieceSegments, piecesTouching, piecesWithin } from "../../../src/core/torrent/pieces.ts";
import { buildTorrent, contentOf, type FileSpec } from "../../support/torrent-builder.ts";

const FIXTURES = resolve(import.meta.dir, "../../../node_modules/webtorrent-fixtures/fixtures");
const P = 16384;

/** Numbers of the v1 pieces whose hash does not fit the bytes that `segmentBytes` finds for them. */
function badPieces(torrent: Uint8Array, metainfo: Metainfo, read: (file: number) => Uint8Array): number[] {
  const bad: number[] = [];
  for (let piece = 0; piece < metainfo.pieceCount; piece++) {
    const parts = pieceSegments(metainfo, piece).map(({ file, offset, length }) => {
      return read(file).subarray(offset, offset + length);
    });
    const start = (metainfo.pieces?.start ?? 0) + piece * 20;
    const hash = new Bun.CryptoHasher("sha1").update(Buffer.concat(parts)).digest();
    if (!hash.equals(torrent.subarray(start, start + 20))) bad.push(piece);
  }
  return bad;
}

describe("the segments of each piece hash to the piece", () => {
  for (const name of ["numbers", "lots-of-numbers", "folder", "alice", "leaves"]) {
    test(`real torrent ${name} over its real files`, () => {
      const torrent = new Uint8Array(readFileSync(join(FIXTURES, `${name}.torrent`)));
      const metainfo = parseMetainfo(torrent);
      const read = (file: number) => {
        const entry = metainfo.files[file];
        if (entry === undefined) throw new Error(`no file ${file}`);
        return new Uint8Array(readFileSync(join(FIXTURES, filePath(metainfo, entry))));
      };
      expect(metainfo.pieceCount).toBeGreaterThan(0);
      expect(badPieces(torrent, metainfo, read)).toEqual([]);
    });
  }

  const files: FileSpec[] = [
    { path: "a", length: 5 },
    { path: "b", length: 0 },
    { path: "c", length: 3 * P },
    { path: "d", length: P - 5 },
    { path: "e", length: P + 1 },
    { path: "f", length: 7 },
  ];
  for (const version of ["v1", "hybrid"] as const) {
    test(`built ${version} torrent with files inside, across and at the edges of pieces`, () => {
      const torrent = buildTorrent({ name: "t", files, version, pieceLength: P });
      const metainfo = parseMetainfo(torrent);
      const contents = metainfo.files.map((file) => {
        const spec = files.find(({ path }) => path === file.path.join("/"));
        return spec ? contentOf(spec) : new Uint8Array(file.length);
      });
      expect(badPieces(torrent, metainfo, (file) => contents[file] ?? new Uint8Array())).toEqual([]);
    });
  }
});

describe("v2", () => {
  const files: FileSpec[] = [
    { path: "a", length: P + 1 },
    { path: "b", length: 0 },
    { path: "c", length: 2 },
  ];
  const metainfo = parseMetainfo(buildTorrent({ name: "t", files, version: "v2", pieceLength: P }));

  test("a piece lies in one file and ends with it", () => {
    expect(metainfo.pieceCount).toBe(3);
    expect([0, 1, 2, 3].map((piece) => pieceSegments(metainfo, piece))).toEqual([
      [{ file: 0, offset: 0, length: P }],
      [{ file: 0, offset: P, length: 1 }],
      [{ file: 2, offset: 0, length: 2 }],
      [],
    ]);
  });

  test("so every piece of a file lies within it", () => {
    expect(metainfo.files.map((_, file) => piecesWithin(metainfo, file))).toEqual([
      { start: 0, end: 2 },
      { start: 2, end: 2 },
      { start: 2, end: 3 },
    ]);
  });
});

describe("v1 files among neighbours", () => {
  const lengths = [10, 3 * P, 4, 0, P - 14];
  const space = {
    pieceLength: P,
    files: lengths.map((length, i) => ({ length, offset: lengths.slice(0, i).reduce((a, b) => a + b, 0) })),
  };

  test("touching", () => {
    expect(space.files.map((file) => piecesTouching(file, P))).toEqual([
      { start: 0, end: 1 },
      { start: 0, end: 4 },
      { start: 3, end: 4 },
      { start: 3, end: 3 },
      { start: 3, end: 4 },
    ]);
  });

  test("within", () => {
    expect(space.files.map((_, file) => piecesWithin(space, file))).toEqual([
      { start: 1, end: 1 },
      { start: 1, end: 3 },
      { start: 4, end: 4 },
      { start: 3, end: 3 },
      { start: 4, end: 4 },
    ]);
  });

  test("an empty file between two takes no part", () => {
    expect(pieceSegments(space, 3)).toEqual([
      { file: 1, offset: 3 * P - 10, length: 10 },
      { file: 2, offset: 0, length: 4 },
      { file: 4, offset: 0, length: P - 14 },
    ]);
  });
});
