import { expect, test } from "bun:test";
import { STATE } from "../../../src/core/api/torrent-state.ts";
import type { Store } from "../../../src/store/store.ts";
import { checkList } from "../../../src/work/doctor/check-list.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { LIST_NUMBERS } from "../../support/listing.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";

const NOW = Date.UTC(2026, 10, 20);
const HOUR = 3_600_000;

test.each<[when: string, prepare: (store: Store) => void, found: string[]]>([
  ["nothing", () => {}, []],
  [
    "a tracker and no round yet",
    (store) => store.settings.write("tracker", "unit3d"),
    ["info The tracker's list was not read yet"],
  ],
  [
    "a first list that failed",
    (store) => store.listing.fail("LIST_EMPTY", "empty", NOW),
    ["warning No list was imported yet"],
  ],
  ["a list", (store) => store.listing.complete("sync", LIST_NUMBERS, NOW), ["ok The tracker's list is active"]],
  [
    "a list, and failures since",
    (store) => {
      store.listing.complete("sync", LIST_NUMBERS, NOW);
      store.listing.fail("LIST_EMPTY", "it is empty", NOW);
      store.listing.fail("LIST_EMPTY", "it is empty", NOW);
    },
    ["warning The tracker's list is active, 0 s old; 2 rounds failed since: it is empty"],
  ],
  [
    "an old list",
    (store) => store.listing.complete("sync", LIST_NUMBERS, NOW - 25 * HOUR),
    ["error The tracker's list is stale"],
  ],
])("%s", (_, prepare, found) => {
  using store = memoryStore();
  store.write(() => prepare(store));
  const said = [...checkList(store, NOW)].map(({ severity, what }) => `${severity} ${what}`);
  expect(said).toEqual(found.map((text) => expect.stringContaining(text) as unknown as string));
});

test("an end that was stopped half-way", () => {
  using store = memoryStore();
  const id = addTorrent(store, plainTorrent("t", 1));
  store.write((writer) => writer.changeState(id, STATE.WITHHELD, 0));
  expect([...checkList(store, NOW)].map(({ severity, advice }) => [severity, advice])).toEqual([
    ["warning", "Run `reseeder torrents sync --end` again."],
  ]);
});
