import { expect, test } from "bun:test";
import { fileKey } from "../../../src/core/content/names.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";

const LARGE = 2 ** 40;

function filled() {
  const store = memoryStore();
  addTorrent(
    store,
    plainTorrent("one", [
      ["a", 10],
      ["b", 10],
      ["c", 20],
    ]),
  );
  addTorrent(
    store,
    plainTorrent("two", [
      ["A", 10],
      ["big", LARGE],
    ]),
  );
  addTorrent(store, plainTorrent("three", [["a", 20]]));
  return store;
}

test("hits by size and by name, in the order asked", () => {
  using store = filled();
  expect(store.postings.hits("size", [10, 15, 20, LARGE], 100)).toEqual([
    { value: 10, torrentId: 1, files: 2 },
    { value: 10, torrentId: 2, files: 1 },
    { value: 20, torrentId: 1, files: 1 },
    { value: 20, torrentId: 3, files: 1 },
    { value: LARGE, torrentId: 2, files: 1 },
  ]);
  const key = fileKey("a", 10);
  expect(store.postings.hits("name", [key], 100)).toEqual([
    { value: key, torrentId: 1, files: 1 },
    { value: key, torrentId: 2, files: 1 },
  ]);
  expect(store.postings.hits("size", [], 100)).toEqual([]);
});

test("hits and counts end at their limit", () => {
  using store = filled();
  expect(store.postings.hits("size", [10, 20], 3)).toHaveLength(3);
  expect([...store.postings.counts("size", [10, 15, 20, LARGE], 100)]).toEqual([
    [10, 2],
    [20, 2],
    [LARGE, 1],
  ]);
  expect([...store.postings.counts("size", [10, LARGE], 1)]).toEqual([
    [10, 1],
    [LARGE, 1],
  ]);
  expect([...store.postings.counts("name", [fileKey("big", LARGE), fileKey("big", 1)], 5)]).toEqual([
    [fileKey("big", LARGE), 1],
  ]);
});

test("one value within given torrents, and page by page", () => {
  using store = filled();
  expect(store.postings.within("size", 20, [1, 2, 3, 99])).toEqual([
    { value: 20, torrentId: 1, files: 1 },
    { value: 20, torrentId: 3, files: 1 },
  ]);
  expect(store.postings.within("size", 20, [2])).toEqual([]);
  expect(store.postings.page("size", 10, 0, 1)).toEqual([{ value: 10, torrentId: 1, files: 2 }]);
  expect(store.postings.page("size", 10, 1, 1)).toEqual([{ value: 10, torrentId: 2, files: 1 }]);
  expect(store.postings.page("size", 10, 2, 1)).toEqual([]);
});
