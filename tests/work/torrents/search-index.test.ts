import { expect, test } from "bun:test";
import { Store } from "../../../src/store/store.ts";
import { fillSearch, SearchIndex } from "../../../src/work/torrents/search-index.ts";
import { addTorrent } from "../../support/indexed.ts";
import { memoryLog } from "../../support/log.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Tree, tree } from "../../support/tree.ts";

/** A search index whose timer is wound by hand. */
function windUp(dir: Tree) {
  const waits: number[] = [];
  let next: (() => void) | null = null;
  const { log, lines } = memoryLog();
  let collected = 0;
  const index = new SearchIndex({
    path: dir.path("x.db"),
    log,
    collect: () => collected++,
    later: (ms, callback) => {
      waits.push(ms);
      next = callback;
      return () => {
        next = null;
      };
    },
  });
  /** Lets it look once; answers how long it then waits. */
  const look = () => {
    next?.();
    return waits.at(-1) ?? 0;
  };
  return { index, look, lines, isWaiting: () => next !== null, collected: () => collected };
}

function store(dir: Tree, torrents: number): Store {
  const opened = Store.open(dir.path("x.db"), { create: true, relaxed: true });
  for (let i = 0; i < torrents; i++) addTorrent(opened, plainTorrent(`Film ${opened.search.behind()} ${i}`, i + 1));
  return opened;
}

test("it takes in a batch at a time until all is there, then looks from time to time", () => {
  using dir = tree();
  const opened = store(dir, 250);
  const { index, look, collected } = windUp(dir);
  const waits = [look(), look(), look(), look(), look()];
  expect(waits).toEqual([20, 20, 20, 2_000, 2_000]);
  expect(opened.search.isComplete()).toBe(true);
  addTorrent(opened, plainTorrent("Late", 9));
  expect(collected()).toBe(1);
  expect([look(), opened.search.isComplete(), look()]).toEqual([20, true, 2_000]);
  expect(collected()).toBe(2);
  index.stop();
  opened.close();
});

test("while torrents come by the thousand it lets them go first", () => {
  using dir = tree();
  const opened = store(dir, 1);
  const { index, look } = windUp(dir);
  look();
  // Ids jump as they do when many were added.
  opened.write(() => {});
  const { database } = opened as unknown as { database: { run(sql: string): void } };
  database.run("UPDATE sqlite_sequence SET seq = 2000 WHERE name = 'torrents'");
  addTorrent(opened, plainTorrent("One of many", 9));
  expect([look(), opened.search.behind()]).toEqual([2_000, 1]);
  expect([look(), opened.search.behind()]).toEqual([20, 0]);
  index.stop();
  opened.close();
});

test("a locked database makes it wait and is not worth a line", () => {
  using dir = tree();
  const opened = store(dir, 1);
  const { index, look, lines } = windUp(dir);
  opened.write(() => {
    expect(look()).toBe(2_000);
  });
  expect([lines, opened.search.isComplete()]).toEqual([[], false]);
  look();
  expect(opened.search.isComplete()).toBe(true);
  index.stop();
  opened.close();
});

test("other trouble is said once", () => {
  using dir = tree();
  store(dir, 1).close();
  const { index, look, lines } = windUp(dir);
  const opened = Store.open(dir.path("x.db"));
  const { database } = opened as unknown as { database: { run(sql: string): void } };
  database.run("DROP TABLE search");
  look();
  look();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("search: cannot index new torrents, will retry");
  index.stop();
  opened.close();
});

test("it stops at once", () => {
  using dir = tree();
  store(dir, 1).close();
  const { index, look, isWaiting } = windUp(dir);
  index.stop();
  expect(isWaiting()).toBe(false);
  look();
  expect(isWaiting()).toBe(false);
});

test("fillSearch goes on until all is there, or until it is told to stop", async () => {
  using dir = tree();
  const opened = store(dir, 250);
  const told: number[] = [];
  const stop = new AbortController();
  const onProgress = (taken: number) => {
    told.push(taken);
    stop.abort();
  };
  await fillSearch(opened, { onProgress, signal: stop.signal });
  expect([told, opened.search.behind()]).toEqual([[100], 150]);
  await fillSearch(opened);
  expect(opened.search.isComplete()).toBe(true);
  opened.close();
});
