import { afterEach, beforeEach, describe, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import type { SettingKey } from "../../../src/core/settings/settings.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { syncDelay } from "../../../src/core/tracker/sync-delay.ts";
import type { ListNumbers } from "../../../src/store/listing/listing-status.ts";
import { Store } from "../../../src/store/store.ts";
import { nextTrackerRoundAt, scheduledTracker } from "../../../src/work/jobs/tracker-schedule.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import type { RoundResult } from "../../../src/work/tracker/round.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { sqliteSite } from "../../support/sqlite-site.ts";
import { type Tree, tree } from "../../support/tree.ts";
import { withStore } from "../../support/with-store.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const NOW = Date.UTC(2026, 10, 20);
const NUMBERS = { listed: 1, offered: 1, withheldNew: 0, withheldLifted: 0 } as ListNumbers;

function set(store: Store, settings: Partial<Record<SettingKey, string | number>>): void {
  store.write(() => {
    for (const [key, value] of Object.entries(settings)) store.settings.write(key as SettingKey, value);
  });
}

describe("the next round is due", () => {
  const cases: [when: string, past: (store: Store) => void, due: (at: number) => number | null][] = [
    ["at once where there was none", () => {}, () => NOW],
    ["never without a tracker", (store) => set(store, { tracker: "none" }), () => null],
    ["never when it is off", (store) => set(store, { tracker_sync_seconds: 0 }), () => null],
    [
      "an interval after the last one",
      (store) => store.write(() => store.listing.complete("unit3d", NUMBERS, NOW - 5_000)),
      (chance) => NOW - 5_000 + syncDelay(60_000, 0, chance),
    ],
    [
      "at once where the list in force is another tracker's",
      (store) => store.write(() => store.listing.complete("gazelle", NUMBERS, NOW - 5_000)),
      () => NOW,
    ],
    [
      "later after failures, the first included",
      (store) =>
        store.write(() => {
          for (let n = 0; n < 2; n++) store.listing.fail("TRACKER_FAILED", "", NOW - 5_000);
        }),
      (chance) => NOW - 5_000 + syncDelay(60_000, 2, chance),
    ],
    [
      "at once where the last one is of a time to come",
      (store) => store.write(() => store.listing.complete("unit3d", NUMBERS, NOW + 1)),
      () => NOW,
    ],
  ];
  test.each(cases)("%s", (_, past, due) => {
    using store = memoryStore();
    set(store, { tracker: "unit3d", tracker_sync_seconds: 60 });
    past(store);
    const chance = ((NOW - 5_000) % 997) / 997;
    expect(nextTrackerRoundAt(store, NOW)).toBe(due(chance));
  });
});

describe("a round", () => {
  const [indexed, other] = [plainTorrent("indexed", 1), plainTorrent("other", 2)];
  const hashOf = (torrent: Uint8Array) => parseMetainfo(torrent).infoHashV1 as Uint8Array;
  const { signal } = new AbortController();
  let dir: Tree;
  let now: number;
  let env: Record<string, string>;
  let queries: string;
  beforeEach(() => {
    dir = tree();
    now = NOW;
    ({ env, queries } = sqliteSite(dir, [
      { id: 1, hash: hashOf(indexed), seeders: 3, bytes: null },
      // Another torrent than the row says: it is rejected.
      { id: 2, hash: hashOf(other), seeders: 0, bytes: indexed },
    ]));
    Store.open(dir.path("a.db"), { create: true }).close();
    withStore({ path: dir.path("a.db") }, (store) => {
      addTorrent(store, indexed);
      set(store, { tracker: "sql", tracker_queries: queries });
    });
  });
  afterEach(() => dir[Symbol.dispose]());
  const listing = () => withStore({ path: dir.path("a.db") }, (store) => store.listing.status());
  const schedule = () => scheduledTracker({ env, path: dir.path("a.db"), log: () => {}, clock: () => now });

  test("takes in the list, and asks for a .torrent that could not be had again after an hour", async () => {
    const work = schedule();
    const problems = async () => (await work.make(1, signal)).files?.problems.map(({ id }) => id);
    expect(await problems()).toEqual(["2"]);
    expect(listing()).toMatchObject({ state: "in-force", owner: "sql", completedAt: NOW });
    now += 3_600_000;
    using closed = spyOn(Stores.prototype, "close");
    expect(await problems()).toEqual([]);
    expect(closed).toHaveBeenCalledTimes(1);
    now++;
    expect(await problems()).toEqual(["2"]);
    now++;
    expect(await problems()).toEqual([]);
  });

  test("that is stopped takes in nothing", async () => {
    const stopped = schedule().make(1, AbortSignal.abort());
    expect(await stopped.then(() => "taken", String)).toContain("abort");
    expect(listing()).toMatchObject({ state: "none" });
  });

  test("is told once, then where it changed something, and a rejected one each time", async () => {
    const work = schedule();
    const said: string[] = [];
    const ended = (more: Partial<Omit<RoundResult, "list">> & { list?: Partial<RoundResult["list"]> } = {}) => {
      said.length = 0;
      const list = { ...first.list, withheldNew: 0, withheldLifted: 0, ...more.list };
      const status = work.ended({ ...first, files: null, ...more, list }, (level, message, fields) =>
        said.push(
          [level, message, ...Object.values(fields ?? {}).filter((value) => typeof value === "string")].join(" | "),
        ),
      );
      return [status, ...said];
    };
    const first = await work.make(1, signal);
    const read = (level: string) => expect.stringContaining(`${level} | the tracker's list was read | sql`);
    expect(ended()).toEqual(["done", read("info")]);
    expect(ended()).toEqual(["done", read("debug")]);
    expect(ended({ list: { withheldNew: 1 } })).toEqual(["done", read("info")]);
    expect(ended({ list: { withheldLifted: 1 } })).toEqual(["done", read("info")]);
    const files = { wanted: 2, putIn: 1, rejected: 1, problems: [{ id: "7", message: "is none" }] };
    expect(ended({ files })).toEqual([
      "done",
      read("info"),
      "warn | a .torrent from the tracker's database was rejected: is none | 7",
    ]);
    const rejected = { code: "LIST_EMPTY", message: "it is empty" } as const;
    for (let n = 0; n < 2; n++) {
      expect(ended({ list: { rejected } })).toEqual([
        "failed",
        "error | the tracker's list was not applied | LIST_EMPTY | it is empty",
      ]);
    }
    // A note is said when it is new.
    expect(ended({ notes: ["look", "there"] })).toEqual(["done", read("debug"), "warn | look", "warn | there"]);
    expect(ended({ notes: ["look", "there"] })).toEqual(["done", read("debug")]);
    expect(ended()).toEqual(["done", read("debug")]);
    const done = new Set(["look"]);
    expect(ended({ notes: ["look"], done })).toEqual(["done", read("debug"), "info | look"]);
  });
});
