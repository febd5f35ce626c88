import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import type { UserData } from "../../../src/core/access/user-data.ts";
import type { MatchRow, RequestRow } from "../../../src/store/people/requests.ts";
import { Store } from "../../../src/store/store.ts";
import { type After, RequestLog } from "../../../src/work/requests/request-log.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { memoryLog } from "../../support/log.ts";
import { tree } from "../../support/tree.ts";

const row = (at: number): RequestRow => ({
  ...{ at, method: "GET", path: "/health", status: 200, durationUs: 5, bytesIn: 0, bytesOut: 63 },
  ...{ client: null, userId: null, files: null, torrents: null, error: null },
});
const match = (torrentIds: number[]): MatchRow => ({
  ...{ at: 1, userId: "7", tier: "name", filesAsked: 3, filesMatched: 2, torrentIds },
});

/** A request log on a database of its own, with a timer that runs when it is told to. */
function logged() {
  const dir = tree();
  const path = dir.path("a.db");
  Store.open(path, { create: true }).close();
  const stores = new Stores(path, { busyTimeoutMs: 5 });
  const { log, lines } = memoryLog();
  const due: { ms: number; callback: () => void }[] = [];
  const later: After = (ms, callback) => {
    const timer = { ms, callback };
    due.push(timer);
    return () => {
      const at = due.indexOf(timer);
      if (at >= 0) due.splice(at, 1);
    };
  };
  const reader = new Database(path, { readonly: true });
  return {
    path,
    lines,
    requests: new RequestLog(stores, log, later),
    /** Milliseconds until the timers that wait. */
    delays: () => due.map(({ ms }) => ms),
    tick: () => due.shift()?.callback(),
    written: () => reader.query("SELECT at FROM requests ORDER BY id").values().flat() as number[],
    count: (table: string) => (reader.query(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n,
    [Symbol.dispose]() {
      reader.close();
      stores.close();
      dir[Symbol.dispose]();
    },
  };
}

/** Holds the write lock of a database until it is disposed of. */
function lock(path: string): Disposable {
  const holder = new Database(path);
  holder.run("BEGIN IMMEDIATE");
  return {
    [Symbol.dispose]() {
      holder.run("ROLLBACK");
      holder.close();
    },
  };
}

test("what was wiped while it waited is dropped, by kind, and what came later is not", () => {
  using log = logged();
  const handed = (at: number) => ({ at, identity: "alice", torrentIds: [1], way: "archive" as const });
  const wipe = (kinds: UserData[], at: number) => {
    const store = Store.open(log.path);
    store.write(() => store.wipes.note(kinds, at));
    store.close();
  };
  for (const at of [10, 20, 21]) {
    log.requests.request(row(at));
    log.requests.match({ ...match([]), at });
    log.requests.handed(handed(at));
  }
  wipe(["requests", "hand-outs"], 20);
  // An earlier one changes nothing.
  wipe(["requests"], 5);
  log.tick();
  expect([log.written(), log.count("match_log"), log.count("hand_outs")]).toEqual([[21], 3, 1]);
  log.requests.request(row(22));
  log.tick();
  expect(log.written()).toEqual([21, 22]);
});

describe("rows are written in batches", () => {
  test("after a quarter of a second, together", () => {
    using log = logged();
    for (let i = 0; i < 3; i++) log.requests.request(row(i));
    expect([log.delays(), log.written()]).toEqual([[250], []]);
    log.tick();
    expect([log.delays(), log.written()]).toEqual([[], [0, 1, 2]]);
  });

  test("at once when there are 500, and no more than 500 in one transaction", () => {
    using log = logged();
    for (let i = 0; i < 501; i++) log.requests.request(row(i));
    expect(log.delays()).toEqual([0]);
    log.tick();
    expect([log.delays(), log.written().length]).toEqual([[0], 500]);
    log.tick();
    expect([log.delays(), log.written().at(-1)]).toEqual([[], 500]);
  });

  test("fewer when many torrents were matched", () => {
    using log = logged();
    const ids = Array.from({ length: 3_000 }, (_, i) => i + 1);
    for (let i = 0; i < 3; i++) log.requests.match(match(ids));
    log.tick();
    expect(log.count("match_log")).toBe(1);
    log.requests.stop();
    expect(log.count("match_log")).toBe(3);
    expect(log.count("torrent_activity")).toBe(3_000);
  });

  test("trimmed to the setting as it is then", () => {
    using log = logged();
    const store = Store.open(log.path);
    store.write(() => store.settings.write("request_log_keep", 2));
    store.close();
    for (let i = 0; i < 5; i++) log.requests.request(row(i));
    log.tick();
    expect(log.written()).toEqual([3, 4]);
  });
});

describe("a locked database", () => {
  test("delays the rows, more and more, and loses none", () => {
    using log = logged();
    log.requests.request(row(1));
    {
      using _lock = lock(log.path);
      const waits: number[] = [];
      for (let i = 0; i < 6; i++) {
        log.tick();
        waits.push(...log.delays());
      }
      expect(waits).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
      log.requests.request(row(2));
      expect(log.delays()).toEqual([5000]);
      expect(log.lines).toEqual([
        expect.stringMatching(/^warn: request log: cannot write.*is locked by another process/),
      ]);
    }
    log.tick();
    expect([log.written(), log.delays()]).toEqual([[1, 2], []]);
  });

  test("loses the oldest rows beyond a bound, and says how many", () => {
    using log = logged();
    {
      using _lock = lock(log.path);
      log.requests.request(row(0));
      log.tick();
      for (let i = 1; i < 20_010; i++) log.requests.request(row(i));
      log.tick();
    }
    log.tick();
    expect(log.written()[0]).toBe(10);
    expect(log.lines.at(-1)).toBe("warn: request log: 10 rows lost while the database was locked");
  });

  test("does not hold up the end", () => {
    using log = logged();
    using _lock = lock(log.path);
    log.requests.request(row(1));
    log.requests.stop();
    expect(log.lines.at(-1)).toBe("warn: request log: 1 row lost, the database could not be written");
    expect(log.delays()).toEqual([]);
  });
});

test("what waits is written at the end", () => {
  using log = logged();
  for (let i = 0; i < 1_200; i++) log.requests.request(row(i));
  log.requests.stop();
  expect([log.written().length, log.delays()]).toEqual([1_200, []]);
});
