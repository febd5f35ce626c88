import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import bencode from "bencode";
import { generateTorrent, torrentPath, writeCorpus } from "../../scripts/corpus.ts";

const folder = mkdtempSync(join(tmpdir(), "reseeder-corpus-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Info {
  name: Uint8Array;
  "piece length": number;
  pieces: Uint8Array;
  length?: number;
  files?: { length: number; path: Uint8Array[] }[];
}

/** What another implementation reads in these bytes; its re-encoding being equal shows that they are canonical. */
function decode(bytes: Uint8Array): Info {
  const decoded = bencode.decode(bytes);
  expect(Buffer.from(bencode.encode(decoded)).equals(bytes)).toBe(true);
  return decoded.info;
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

test("every .torrent is valid and says what generateTorrent says", () => {
  const options = { torrents: 600, files: 4_100, popular: 2, small: true };
  for (let index = 0; index < 602; index++) {
    const { bytes, name, files } = generateTorrent(7, index, options);
    const info = decode(bytes);
    const read = info.files?.map(({ length, path }) => ({ path: path.map(utf8).join("/"), size: length }));
    expect(read ?? [{ path: utf8(info.name), size: info.length ?? 0 }]).toEqual(files);
    expect(utf8(info.name)).toBe(name);
    const total = files.reduce((sum, { size }) => sum + size, 0);
    expect(info.pieces.length).toBe(20 * Math.ceil(total / info["piece length"]));
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    if (index >= 600) expect(files.map(({ size }) => size)).toEqual(Array(79).fill(50_000_000));
  }
});

test.each([
  [600, 4_100],
  [600, 600],
  [257, 258],
  [300, 40_000],
  [1, 500],
])("%d torrents hold %d files exactly", (torrents, files) => {
  let held = 0;
  for (let index = 0; index < torrents; index++) held += generateTorrent(1, index, { torrents, files }).files.length;
  expect(held).toBe(files);
});

test("a tracker of the default proportions takes some 26 kB a .torrent", () => {
  const options = { torrents: 2_000, files: 13_677 };
  let bytes = 0;
  for (let index = 0; index < options.torrents; index++) bytes += generateTorrent(1, index, options).bytes.length;
  expect(bytes / options.torrents).toBeGreaterThan(25_000);
  expect(bytes / options.torrents).toBeLessThan(27_000);
});

test("the same seed gives the same tracker, any torrent alone, and another seed another", () => {
  const options = { torrents: 300, files: 2_000, small: true };
  const written = writeCorpus(folder, 5, options);
  const names = readdirSync(folder);
  expect(names).toHaveLength(300);
  expect(written.torrents).toBe(300);
  expect(written.files).toBe(2_000);
  let bytes = 0;
  for (const index of [299, 0, 150, 298, 1]) {
    const file = readFileSync(join(folder, `${index + 1}.torrent`));
    expect(file.equals(generateTorrent(5, index, options).bytes)).toBe(true);
    expect(file.equals(generateTorrent(6, index, options).bytes)).toBe(false);
  }
  for (const name of names) bytes += readFileSync(join(folder, name)).length;
  expect(written.bytes).toBe(bytes);
});

describe("torrentPath", () => {
  test("flat", () => expect(torrentPath(12, "flat")).toBe("12.torrent"));
  test("hashed by the last digits, reversed", () => {
    expect(torrentPath(12345, "hashed")).toBe("54/32/12345.torrent");
    expect(torrentPath(7, "hashed")).toBe("70/00/7.torrent");
  });
});

test("what cannot be made is rejected", () => {
  expect(() => generateTorrent(1, 0, { torrents: 10, files: 9 })).toThrow("10 torrents need as many files or more");
  expect(() => generateTorrent(1, 10, { torrents: 10, files: 99 })).toThrow("There is no torrent 10 of 10");
});
