import { expect, test } from "bun:test";
import { STATE } from "../../../src/core/api/torrent-state.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

test("kinds, bands, copies and bytes of what is on offer", () => {
  using store = memoryStore();
  const files = [{ path: "x", length: 9 }];
  const v1 = plainTorrent(
    "v1",
    [
      ["a", 1000],
      ["b", 1024],
    ],
    { private: true },
  );
  const hybrid = buildTorrent({ name: "h", version: "hybrid", files });
  const sizes = [v1, hybrid, buildTorrent({ name: "2", version: "v2", files })].map((bytes, i) => {
    addTorrent(store, bytes, `${i}.torrent`);
    return bytes.length;
  });
  addTorrent(store, v1, "copy.torrent");
  addTorrent(store, v1, "again.torrent", "/elsewhere");
  const flagged = plainTorrent(
    "gone",
    [
      ["a", 5000],
      ["b", 5],
      ["c", 6],
    ],
    { private: true },
  );
  const id = addTorrent(store, flagged, "flagged.torrent");
  store.write((writer) => writer.changeState(id, STATE.FLAGGED, 0));
  const { statistics } = store;
  expect(statistics.kinds()).toEqual({ v1: 1, v2: 1, hybrid: 1, private: 1 });
  expect(statistics.totals()).toEqual({
    torrents: 3,
    files: 4,
    payload: 2042,
    missing: 0,
    flagged: 1,
    removed: 0,
    withheld: 0,
    dead: 0,
    counted: 0,
  });
  expect(statistics.duplicates()).toBe(2);
  const bytes = sizes.reduce((a, b) => a + b) + 2 * v1.length + flagged.length;
  expect(statistics.torrentFiles()).toEqual({ count: 6, bytes });
  expect(statistics.filesPerTorrent([0, 1, 2, 3])).toEqual([
    { from: 0, count: 0 },
    { from: 1, count: 2 },
    { from: 2, count: 1 },
    { from: 3, count: 0 },
  ]);
  // A band starts at its first byte: 2024 bytes are in the one from 2024.
  expect(statistics.torrentSizes([0, 9, 10, 2024, 2025]).map(({ count }) => count)).toEqual([0, 2, 0, 1, 0]);
});

test("nothing at all is zero, not null", () => {
  using store = memoryStore();
  const { statistics } = store;
  expect(statistics.totals()).toEqual({
    torrents: 0,
    files: 0,
    payload: 0,
    missing: 0,
    flagged: 0,
    removed: 0,
    withheld: 0,
    dead: 0,
    counted: 0,
  });
  expect(statistics.kinds()).toEqual({ v1: 0, v2: 0, hybrid: 0, private: 0 });
  expect(statistics.torrentFiles()).toEqual({ count: 0, bytes: 0 });
  expect([statistics.duplicates(), statistics.daily(5), statistics.mostActive("matched", 5)]).toEqual([0, [], []]);
});
