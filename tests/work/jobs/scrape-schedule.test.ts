import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import type { RunStatus } from "../../../src/store/operations/runs.ts";
import { Store } from "../../../src/store/store.ts";
import { Schedule } from "../../../src/work/jobs/schedule.ts";
import { nextScrapeAt, scheduledScrape, scrapeSettings } from "../../../src/work/jobs/scrape-schedule.ts";
import { fault, type SourceReply, type TrackerSource } from "../../../src/work/scrape/tracker-source.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { memoryLog } from "../../support/log.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Tree, tree } from "../../support/tree.ts";
import { withStore } from "../../support/with-store.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 20);

describe("the next round is due", () => {
  const cases: [
    when: string,
    settings: Record<string, string | number>,
    past: [RunStatus, number][],
    due: number | null,
  ][] = [
    ["at once where there was none", { scrape_interval_minutes: 30, scrape_urls: "udp://t.example:1" }, [], 0],
    ["never when they are off", { scrape_urls: "udp://t.example:1" }, [], null],
    ["never when nobody can be asked", { scrape_interval_minutes: 30 }, [], null],
    ["never when the address makes no sense", { scrape_interval_minutes: 30, scrape_urls: "nonsense" }, [], null],
    [
      "where announce_urls lead to a scrape",
      { scrape_interval_minutes: 30, announce_urls: "udp://t.example:1/{passkey}" },
      [],
      0,
    ],
    [
      "an interval after the last one",
      { scrape_interval_minutes: 30, scrape_urls: "udp://t.example:1" },
      [["partly", -MINUTE]],
      29,
    ],
    ["never of UDPT", { scrape_interval_minutes: 30, scrape_urls: "udp://t.example:1", tracker: "udpt" }, [], null],
    [
      "a minute after one failed",
      { scrape_interval_minutes: 30, scrape_urls: "udp://t.example:1" },
      [["failed", 0]],
      1,
    ],
  ];
  test.each(cases)("%s", (_, settings, past, due) => {
    using store = memoryStore();
    store.write(() => {
      for (const [key, value] of Object.entries(settings)) store.settings.write(key as "scrape_urls", value);
      for (const [status, at] of past) {
        store.runs.finish(store.runs.start("scrape", 1, NOW + at), status, null, NOW + at);
      }
    });
    expect(nextScrapeAt(store, NOW)).toBe(due === null ? null : NOW + due * MINUTE);
  });
});

test("a round leaves out what was counted within half an interval; nobody to ask is an error that says what to set", () => {
  using store = memoryStore();
  const settings = { ...store.settings.read().settings, scrape_urls: "udp://t.example:1" };
  const before = (scrape_interval_minutes: number) =>
    scrapeSettings({ ...settings, scrape_interval_minutes }, NOW).before;
  expect([before(10), before(0)]).toEqual([NOW - 5 * MINUTE, NOW - 30 * MINUTE]);
  expect(() => scrapeSettings({ ...settings, scrape_urls: "" }, NOW)).toThrow(/neither scrape_urls nor announce_urls/);
  const secret = { ...settings, scrape_urls: "", announce_urls: "https://t.example/SECRET/{passkey}/announce" };
  expect(() => scrapeSettings(secret, NOW)).toThrow(/part of its path/);
  expect(() => scrapeSettings(secret, NOW)).not.toThrow(/SECRET/);
  expect(() => scrapeSettings({ ...settings, tracker: "udpt" }, NOW)).toThrow(/^tracker is udpt, which is not scraped/);
});

describe("a schedule", () => {
  let dir: Tree;
  let path: string;
  let now = NOW;
  let waits: { ms: number; run: () => void }[] = [];
  let asked = 0;
  let answer: (hashes: readonly Uint8Array[]) => SourceReply | Promise<SourceReply>;
  const { log, lines } = memoryLog();
  const later = (ms: number, run: () => void) => {
    const wait = { ms, run };
    waits.push(wait);
    return () => {
      waits = waits.filter((other) => other !== wait);
    };
  };
  const sourceOf = (): TrackerSource => ({
    name: "fake",
    limit: 10,
    isOrdered: false,
    ask: async (hashes) => {
      asked++;
      return answer(hashes);
    },
    close() {},
  });
  const start = () => {
    const options = { path, log, clock: () => now, later, how: { sourceOf, wait: async () => {} } };
    return new Schedule(options, scheduledScrape(options));
  };
  const counts = (seeders: number) => (hashes: readonly Uint8Array[]) => ({
    counts: new Map(hashes.map((hash) => [bytesToHex(hash), { seeders, leechers: 0 }])),
  });

  const read = <T>(look: (store: Store) => T): T => withStore({ path }, look);

  /** Lets everything that waits for nothing but its turn go on until the round has ended. */
  async function settled(): Promise<void> {
    while (waits.length === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  beforeEach(() => {
    dir = tree();
    path = dir.path("reseeder.db");
    const store = Store.open(path, { create: true });
    for (let n = 1; n <= 3; n++) addTorrent(store, plainTorrent(`t${n}`, n));
    store.write(() => {
      store.settings.write("scrape_interval_minutes", 30);
      store.settings.write("scrape_urls", "udp://t.example:1");
    });
    store.close();
    [now, waits, asked] = [NOW, [], 0];
    lines.length = 0;
  });

  afterEach(() => dir[Symbol.dispose]());

  test("of several processes asks once, and again after an interval", async () => {
    answer = counts(0);
    const schedules = [start(), start(), start()];
    // The two that came too late look again in a minute, and so does the one that has asked.
    while (waits.length < 3) await new Promise((resolve) => setImmediate(resolve));
    expect([asked, lines]).toEqual([1, ["info: scraped"]]);
    const [run] = read((store) => store.runs.newest("scrape", 9));
    expect(run).toMatchObject({ status: "done", summary: { type: "done", counted: 3, dead: 3 } });
    now += 30 * MINUTE;
    for (const { run } of waits.splice(0)) run();
    while (waits.length < 3) await new Promise((resolve) => setImmediate(resolve));
    expect([asked, read((store) => store.runs.newest("scrape", 9)).length]).toEqual([2, 2]);
    await Promise.all(schedules.map((schedule) => schedule.stop()));
  });

  test("says what went wrong and tries again soon", async () => {
    answer = () => fault("denied", "answered 403");
    const schedule = start();
    await settled();
    expect(lines).toEqual(["warn: scrape: fake: answered 403", "error: scrape"]);
    expect(read((store) => store.runs.newest("scrape", 1))[0]).toMatchObject({
      status: "failed",
      summary: { problem: "fake: answered 403" },
    });
    expect(read((store) => nextScrapeAt(store, now))).toBe(NOW + MINUTE);
    answer = counts(1);
    now += MINUTE;
    for (const { run } of waits.splice(0)) run();
    await settled();
    expect(lines.at(-1)).toBe("info: scraped");
    await schedule.stop();
  });

  test("of a tracker whose list has counts asks nobody, and says so once", async () => {
    withStore({ path }, (store) => store.write(() => store.settings.write("tracker", "udpt")));
    const schedule = start();
    for (const { run } of waits.splice(0)) run();
    expect([asked, waits.length]).toEqual([0, 1]);
    expect(lines).toEqual(["info: scrape_interval_minutes has no effect: seeders come with the tracker's list"]);
    await schedule.stop();
  });

  test("stopped, it stops asking and notes that", async () => {
    const asking = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<SourceReply>();
    answer = () => {
      asking.resolve();
      return answered.promise;
    };
    const schedule = start();
    await asking.promise;
    const stopped = schedule.stop();
    answered.resolve(fault("failed", "stopped"));
    await stopped;
    expect(read((store) => store.runs.newest("scrape", 1))[0]).toMatchObject({ status: "cancelled" });
    expect(lines).toEqual(["info: scrape cancelled: stopping"]);
  });
});
