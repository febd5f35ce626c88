import { expect, test } from "bun:test";
import { searchQuery, searchTerms } from "../../../src/core/content/search-terms.ts";
import { openDatabase } from "../../../src/store/database/database.ts";
import { continueFrom, prepareRestored, replaceRows } from "../../../src/store/database/restored.ts";
import { Store } from "../../../src/store/store.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

const find = (
  store: Store,
  text: string,
  order: "newest" | "oldest" = "oldest",
  beyond = order === "oldest" ? 0 : 1e9,
) => store.search.find(searchQuery(searchTerms(text)), order, beyond, 100);

function fill(store: Store): number {
  let taken = 0;
  for (let batch = -1; batch !== 0; taken += batch) batch = store.write(() => store.search.fill());
  return taken;
}

test("torrents are found by words of their names and files once they are taken in", () => {
  using store = memoryStore();
  expect(store.search.isComplete()).toBe(true);
  const show = addTorrent(store, plainTorrent("Night.Train", [["Season 1/e1.mkv", 5]]));
  const movie = addTorrent(store, plainTorrent("Harvest.2024.mkv", 7));
  expect([store.search.isComplete(), store.search.behind(), find(store, "night")]).toEqual([false, 2, []]);
  expect(fill(store)).toBe(2);
  expect([store.search.isComplete(), store.search.behind()]).toEqual([true, 0]);
  expect([find(store, "night"), find(store, "SEASON"), find(store, "mkv"), find(store, "harv 20")]).toEqual([
    [show],
    [show],
    [show, movie],
    [movie],
  ]);
  expect(fill(store)).toBe(0);
  const later = addTorrent(store, plainTorrent("Night.Mail", 9));
  expect(store.search.isComplete()).toBe(false);
  fill(store);
  expect([find(store, "night"), find(store, "night", "newest"), find(store, "night", "newest", later)]).toEqual([
    [show, later],
    [later, show],
    [show],
  ]);
});

test("two processes take in each torrent once", () => {
  using dir = tree();
  const one = Store.open(dir.path("x.db"), { create: true, relaxed: true });
  const other = Store.open(dir.path("x.db"), { relaxed: true });
  for (let i = 0; i < 250; i++) addTorrent(one, plainTorrent(`Film ${i}`, i + 1));
  let taken = 0;
  for (let batch = -1; batch !== 0; taken += batch) {
    batch = one.write(() => one.search.fill()) + other.write(() => other.search.fill());
  }
  expect(taken).toBe(250);
  expect(one.search.find('"film"', "oldest", 0, 1000)).toHaveLength(250);
  one.close();
  other.close();
});

test("a batch ends at a bound of bytes", () => {
  using store = memoryStore();
  const files = Array.from({ length: 20_000 }, (_, i): [string, number] => [`${i}-${"long name ".repeat(3)}${i}`, 1]);
  for (let i = 0; i < 3; i++) addTorrent(store, plainTorrent(`Large ${i}`, files));
  addTorrent(store, plainTorrent("Small", 1));
  expect(store.write(() => store.search.fill())).toBeLessThan(4);
  fill(store);
  expect(find(store, "small")).toHaveLength(1);
});

test("nothing is taken in when the transaction is given up", () => {
  using store = memoryStore();
  addTorrent(store, plainTorrent("Night", 1));
  const giveUp = () =>
    store.write(() => {
      store.search.fill();
      throw new Error("given up");
    });
  expect(giveUp).toThrow("given up");
  expect(find(store, "night")).toEqual([]);
  fill(store);
  expect(find(store, "night")).toHaveLength(1);
});

test("rows put in place of others lose their words and get them anew", async () => {
  using dir = tree();
  const make = (path: string, names: string[]) => {
    const store = Store.open(dir.path(path), { create: true });
    for (const name of names) addTorrent(store, plainTorrent(name, 1));
    fill(store);
    return store;
  };
  const here = make("x.db", ["Before One", "Before Two", "Before Three"]);
  make("copy.db", ["After One"]).close();
  await replaceRows(dir.path("x.db"), dir.path("copy.db"), async () => {});
  expect([here.search.isComplete(), find(here, "before"), find(here, "one")]).toEqual([false, [], []]);
  expect(fill(here)).toBe(1);
  expect([find(here, "before"), find(here, "one")]).toEqual([[], [1]]);
  expect(here.search.isComplete()).toBe(true);
  here.close();
});

test.each([null, "other.db"])("a restored copy keeps its words, and takes in what comes after (past: %p)", (past) => {
  using dir = tree();
  const store = Store.open(dir.path("x.db"), { create: true });
  addTorrent(store, plainTorrent("Night", 1));
  fill(store);
  addTorrent(store, plainTorrent("Night Two", 1));
  store.close();
  prepareRestored(dir.path("x.db"), { pid: 1, startedAt: 1, finishedAt: 2, summary: {} });
  const ids = new Map([["torrents", 1000]]);
  continueFrom(dir.path("x.db"), past === null ? null : { ids, revision: 5, list: null, revoked: [] });
  const restored = Store.open(dir.path("x.db"));
  expect([find(restored, "night"), restored.search.isComplete()]).toEqual([[1], false]);
  const later = addTorrent(restored, plainTorrent("Night Three", 1));
  expect(later).toBeGreaterThan(1000);
  expect(fill(restored)).toBe(2);
  expect(find(restored, "night")).toEqual([1, 2, later]);
  expect(restored.search.isComplete()).toBe(true);
  restored.close();
  const database = openDatabase(dir.path("x.db"));
  expect(() => database.run("INSERT INTO search (search) VALUES ('integrity-check')")).not.toThrow();
  database.close();
});
