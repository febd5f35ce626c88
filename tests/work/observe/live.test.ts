import { describe, expect, test } from "bun:test";
import type { RequestRow } from "../../../src/store/people/requests.ts";
import { Store } from "../../../src/store/store.ts";
import { Heartbeat } from "../../../src/work/observe/heartbeat.ts";
import { LiveFeed } from "../../../src/work/observe/live.ts";
import { RequestRate } from "../../../src/work/requests/request-rate.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

const NOON = Date.UTC(2026, 10, 20, 12);
const row = (at: number, path = "/health", status = 200): RequestRow => ({
  at,
  method: "GET",
  path,
  status,
  durationUs: 1000,
  bytesIn: 0,
  bytesOut: 100,
  client: "192.0.2.7",
  userId: null,
  files: null,
  torrents: null,
  error: null,
});

describe("a feed", () => {
  test("shows what another process has written since the last look", () => {
    using folder = tree();
    const path = folder.path("reseeder.db");
    const writer = Store.open(path, { create: true });
    const stores = new Stores(path, { busyTimeoutMs: 50 });
    const feed = new LiveFeed(stores, () => NOON);
    const before = feed.poll();
    expect([before.counts.torrents, before.requests, before.today.requests, before.lastScan]).toEqual([0, [], 0, null]);
    addTorrent(
      writer,
      plainTorrent("a", [
        ["x.mkv", 5000],
        ["y.mkv", 6000],
      ]),
    );
    writer.write(() => {
      writer.requests.append([row(NOON - 2000), row(NOON - 2000, "/match/phase1", 500)], 1_000);
      writer.runs.start("scan", 1, NOON);
    });
    const after = feed.poll();
    expect(after.counts).toMatchObject({ torrents: 1, files: 2, payload: 11_000, scanPaths: 1 });
    expect(after.requests.map(({ id, status }) => [id, status])).toEqual([
      [2, 500],
      [1, 200],
    ]);
    expect(after.today.requests).toBe(2);
    expect(after.lastScan?.status).toBe("running");
    expect(after.perSecond.counts.slice(-4)).toEqual([0, 2, 0, 0]);
    expect(after.database.bytes).toBeGreaterThan(0);
    expect(feed.poll("phase1").requests.map(({ id }) => id)).toEqual([2]);
    expect(feed.poll().requests).toHaveLength(2);
    stores.close();
    writer.close();
  });

  test("looks again when it is told that this process wrote", () => {
    using folder = tree();
    const path = folder.path("reseeder.db");
    Store.open(path, { create: true }).close();
    const stores = new Stores(path, { busyTimeoutMs: 50 });
    const feed = new LiveFeed(stores, () => NOON);
    feed.poll();
    stores.use((store) => store.write(() => store.requests.append([row(NOON)], 10)));
    feed.refresh();
    expect(feed.poll().requests).toHaveLength(1);
    stores.close();
  });

  test("knows news from beats, and whether there is anything to look at", () => {
    using folder = tree();
    const path = folder.path("reseeder.db");
    const writer = Store.open(path, { create: true });
    const stores = new Stores(path, { busyTimeoutMs: 50 });
    const feed = new LiveFeed(stores, () => NOON);
    expect([feed.isStale(), feed.poll().isNews, feed.isStale(), feed.poll().isNews]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const heartbeat = new Heartbeat(path, "serve");
    expect([feed.isStale(), feed.poll().isNews]).toEqual([true, false]);
    expect(feed.poll().processes).toHaveLength(1);
    writer.write(() => writer.requests.append([row(NOON)], 10));
    expect([feed.isStale(), feed.poll().isNews]).toEqual([true, true]);
    heartbeat.leave();
    stores.close();
    writer.close();
  });

  test("says that the database is missing, and follows the one that comes", () => {
    using folder = tree();
    const path = folder.path("reseeder.db");
    let ahead = 0;
    const stores = new Stores(path, { busyTimeoutMs: 50, clock: () => Date.now() + ahead });
    const feed = new LiveFeed(stores, () => NOON);
    expect(() => feed.poll()).toThrow("There is no database");
    const first = Store.open(path, { create: true });
    first.write(() => first.requests.append([row(NOON)], 10));
    expect(feed.poll().perSecond.counts.at(-1)).toBe(1);
    first.close();
    for (const suffix of ["", "-wal", "-shm"]) folder.remove(`reseeder.db${suffix}`);
    expect(() => feed.poll()).toThrow("There is no database");
    Store.open(path, { create: true }).close();
    expect(() => feed.poll()).toThrow("was replaced");
    ahead = 5_000;
    const fresh = feed.poll();
    expect([fresh.requests, fresh.perSecond.counts.at(-1)]).toEqual([[], 0]);
    stores.close();
  });
});

// Compared with a count by hand.
test("the rate counts every row once, goes ten minutes back and forgets what is older", () => {
  using store = memoryStore();
  const rate = new RequestRate();
  const append = (times: number[]) =>
    store.write(() =>
      store.requests.append(
        times.map((at) => row(at)),
        1_000_000,
      ),
    );
  append([NOON - 3_600_000, NOON - 599_000, NOON - 1_000, NOON - 1_000]);
  rate.read(store.requestHistory, NOON);
  append([NOON - 1_000, NOON]);
  rate.read(store.requestHistory, NOON);
  const { until, counts } = rate.until(NOON);
  expect([until, counts.length, counts[0], counts.at(-2), counts.at(-1)]).toEqual([NOON / 1000, 600, 1, 3, 1]);
  expect(counts.reduce((sum, n) => sum + n)).toBe(5);
  rate.read(store.requestHistory, NOON + 600_000);
  expect(rate.until(NOON).counts.reduce((sum, n) => sum + n)).toBe(0);
});
