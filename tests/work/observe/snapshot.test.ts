import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { bytesToHex } from "../../../src/core/hex.ts";
import { encodePath } from "../../../src/core/path-bytes.ts";
import { Store } from "../../../src/store/store.ts";
import { counts, snapshot } from "../../../src/work/observe/snapshot.ts";
import { addTorrent, memoryStore, STAMP } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

const MIB = 1024 ** 2;
const NOON = Date.UTC(2026, 10, 20, 12);

test("holds every number of stats, at one moment", () => {
  using dir = tree();
  const store = Store.open(dir.path("x.db"), { create: true });
  const torrents = [
    plainTorrent("small", 5, { private: true }),
    plainTorrent("large", [
      ["a", 20 * MIB],
      ["b", 1],
    ]),
  ];
  const [small = 0, large = 0] = torrents.map((bytes) => addTorrent(store, bytes));
  const hash = store.torrents.describe([large]).get(large)?.infoHashV1 ?? new Uint8Array();
  store.write((writer) => {
    writer.store(small, new Uint8Array(3), 0);
    writer.upsert(1, encodePath("bad"), STAMP, { code: "SYNTAX", message: "" });
    for (let i = 0; i < 3; i++) store.runs.start("scan", 1, i);
    store.requests.appendMatches(
      [small, small, large].map((id) => ({
        at: NOON,
        userId: null,
        tier: "name" as const,
        filesAsked: 1,
        filesMatched: 1,
        torrentIds: [id],
      })),
      9,
    );
    store.reports.add(
      { at: NOON - 86_400_000, userId: null, client: null, body: "{}", confirmed: [hash], rejected: [] },
      99,
    );
  });
  const numbers = snapshot(store, { scans: 2, days: 1, torrents: 1 }, Date.now());
  expect(numbers).toMatchObject({
    torrents: 2,
    files: 3,
    payload: 20 * MIB + 6,
    missing: 0,
    flagged: 0,
    removed: 0,
    withheld: 0,
    scanPaths: 1,
    torrentFiles: { count: 2, bytes: torrents.reduce((sum, bytes) => sum + bytes.length, 0) },
    storedTorrents: { count: 1, bytes: 3 },
    kinds: { v1: 2, v2: 0, hybrid: 0, private: 1 },
    rejected: { SYNTAX: 1 },
    days: [{ day: "2026-11-20", matches: 3, reports: 0 }],
    mostMatched: [{ torrentId: small, name: "small", matched: 2 }],
    mostConfirmed: [{ torrentId: large, name: "large", confirmed: 1, infoHash: bytesToHex(hash) }],
    database: { path: dir.path("x.db"), bytes: statSync(dir.path("x.db")).size },
  });
  expect(numbers.scans.map(({ id }) => id)).toEqual([3, 2]);
  expect(numbers.database.walBytes).toBeGreaterThan(0);
  for (const bands of [numbers.filesPerTorrent, numbers.torrentSizes]) {
    expect(bands.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(bands.map(({ from }) => from)).toEqual(bands.map(({ from }) => from).toSorted((a, b) => a - b));
  }
  expect(numbers.torrentSizes.find(({ from }) => from === 10 * MIB)?.count).toBe(1);
  expect(counts(store)).toEqual({
    torrents: 2,
    files: 3,
    payload: 20 * MIB + 6,
    missing: 0,
    flagged: 0,
    removed: 0,
    withheld: 0,
    dead: 0,
    counted: 0,
    scanPaths: 1,
  });
  store.close();
});

test("of an empty index is zeros", () => {
  using store = memoryStore();
  const numbers = snapshot(store, { scans: 5, days: 5, torrents: 5 }, Date.now());
  expect(numbers).toMatchObject({ torrents: 0, scanPaths: 0, rejected: {}, scans: [], days: [], mostMatched: [] });
  expect(numbers.database).toMatchObject({ bytes: 0, walBytes: 0 });
});
