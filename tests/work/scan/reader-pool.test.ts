import { expect, setDefaultTimeout, test } from "bun:test";
import { type Hashes, type ReadResult, TorrentFileReader } from "../../../src/work/files/torrent-file.ts";
import { decodeResults, encodeResults } from "../../../src/work/scan/read-message.ts";
import { readAll } from "../../../src/work/scan/reader-pool.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { type Tree, tree } from "../../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

/** Names of `count` files, every tenth one broken and every hundredth one gone. */
function mixed(dir: Tree, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const path = `${i}.torrent`;
    if (i % 100 < 99) dir.write(path, i % 10 === 9 ? "broken" : plainTorrent(`name ${i}`, i + 1));
    return path;
  });
}

const NONE: Hashes = { file: false, pieces: false };

async function collect(dir: Tree, paths: string[], file: boolean): Promise<Map<string, ReadResult>> {
  const results = new Map<string, ReadResult>();
  for await (const batch of readAll(dir.root, paths, { file, pieces: false })) {
    expect(batch.results).toHaveLength(batch.paths.length);
    for (const [i, path] of batch.paths.entries()) {
      expect(results.has(path)).toBe(false);
      results.set(path, batch.results[i] as ReadResult);
    }
  }
  return results;
}

test.each([[0], [1], [399], [1_500]])(
  "%i files: each is read once, by whichever thread, with the same result",
  async (count) => {
    using dir = tree();
    const paths = mixed(dir, count);
    const results = await collect(dir, paths, true);
    const reader = new TorrentFileReader();
    expect(results.size).toBe(count);
    for (const path of paths)
      expect(results.get(path)).toEqual(reader.read(dir.path(path), { file: true, pieces: false }));
  },
);

test("stopped, it reads no further than what is under way", async () => {
  using dir = tree();
  const paths = mixed(dir, 3_000);
  const controller = new AbortController();
  let read = 0;
  for await (const batch of readAll(dir.root, paths, NONE, controller.signal)) {
    read += batch.paths.length;
    controller.abort();
  }
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(2_500);
});

test("whoever stops listening leaves no thread behind that holds the process", async () => {
  using dir = tree();
  for await (const _ of readAll(dir.root, mixed(dir, 1_000), NONE)) break;
});

test("results come through a message unchanged, to the last digit", () => {
  using dir = tree();
  const paths = [
    dir.write(
      "v1.torrent",
      plainTorrent(
        "日本語 \u0000 é",
        [
          ["a", 5_000_000_000],
          ["b", 1, "p"],
        ],
        { private: true },
      ),
    ),
    dir.write(
      "v2.torrent",
      buildTorrent({
        name: "v2",
        version: "v2",
        files: [
          { path: "a/b", length: 40_000 },
          { path: "c", length: 1 },
        ],
      }),
    ),
    dir.write(
      "hybrid.torrent",
      buildTorrent({
        name: "h",
        version: "hybrid",
        files: [
          { path: "a", length: 1 },
          { path: "b", length: 2 },
        ],
      }),
    ),
    dir.write("broken.torrent", "d3:foo"),
    dir.path("gone.torrent"),
    dir.root,
  ];
  Bun.spawnSync(["touch", "-d", "1901-12-13 00:00:00.000000001 UTC", paths[0] ?? ""]);
  const reader = new TorrentFileReader();
  const results = paths.map((path) => reader.read(path, { file: path.includes("v1"), pieces: path.includes("v1") }));
  expect(decodeResults(encodeResults(results))).toEqual(results);
  const extreme: ReadResult = {
    kind: "rejected",
    stamp: {
      size: Number.MAX_SAFE_INTEGER,
      mtimeS: -62_135_596_800,
      mtimeNs: -999_999_999,
      inode: Number.MAX_SAFE_INTEGER,
    },
    code: "SYNTAX",
    message: "x".repeat(100_000),
  };
  expect(decodeResults(encodeResults([extreme, ...results, extreme]))).toEqual([extreme, ...results, extreme]);
  expect(decodeResults(encodeResults([]))).toEqual([]);
});
