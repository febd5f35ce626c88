import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Store } from "../../../src/store/store.ts";
import { nextRetentionAt, scheduledRetention } from "../../../src/work/jobs/retention-schedule.ts";
import { Schedule } from "../../../src/work/jobs/schedule.ts";
import { removeByAge } from "../../../src/work/users/retention.ts";
import { memoryStore } from "../../support/indexed.ts";
import { memoryLog } from "../../support/log.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { type Tree, tree } from "../../support/tree.ts";
import { fillUserData, found, NEEDLES } from "../../support/user-data.ts";

const start = (options: Parameters<typeof scheduledRetention>[0]) => new Schedule(options, scheduledRetention(options));

setDefaultTimeout(TEST_TIMEOUT_MS);

const DAY = 86_400_000;
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 20);

describe("old rows are removed next", () => {
  const due = (days: number, prepare: (store: Store) => void = () => {}) => {
    using store = memoryStore();
    store.write(() => store.settings.write("log_retention_days", days));
    prepare(store);
    const at = nextRetentionAt(store, NOW, NOW);
    return at === null ? null : at - NOW;
  };
  const rowsAt = (at: number) => (store: Store) => fillUserData(store, { count: 2, at });

  test("never, where the setting keeps them or there are none", () => {
    expect(due(0, rowsAt(NOW - 99 * DAY))).toBeNull();
    expect(due(30)).toBeNull();
  });

  test("when the oldest comes of age, at once where it is older", () => {
    expect(due(30, rowsAt(NOW - 29 * DAY))).toBe(DAY);
    expect(due(30, rowsAt(NOW - 31 * DAY))).toBe(0);
  });

  test("an hour after the round before", () => {
    const round = (store: Store) => {
      const run = store.write(() => store.runs.start("retention", 1, NOW - HOUR / 4));
      store.write(() => store.runs.finish(run, "done", {}, NOW - HOUR / 4));
      rowsAt(NOW - 31 * DAY)(store);
    };
    expect(due(30, round)).toBe((HOUR * 3) / 4);
  });

  test("for a token that went out of force, not for one that is in it", () => {
    const token = (expiresAt: number | null) => (store: Store) =>
      store.write(() =>
        store.tokens.add({ name: "a", hash: new Uint8Array(32), scopes: ["match"], createdAt: 1, expiresAt }),
      );
    expect(due(30, token(null))).toBeNull();
    expect(due(30, token(NOW - 29 * DAY))).toBe(DAY);
  });
});

describe("a round", () => {
  let dir: Tree;
  let path: string;
  beforeEach(() => {
    dir = tree();
    path = dir.path("reseeder.db");
    const store = Store.open(path, { create: true });
    fillUserData(store, { at: NOW - 60 * DAY });
    fillUserData(store, { at: NOW - 5 * DAY, user: "newer" });
    store.write(() => store.settings.write("log_retention_days", 30));
    store.close();
  });
  afterEach(() => dir[Symbol.dispose]());

  const count = (table: string) => {
    const database = new Database(path, { readonly: true });
    const [row] = database.query(`SELECT count(*) FROM ${table}`).values();
    database.close();
    return row?.[0];
  };

  test("removes what is old and leaves no byte of it", async () => {
    const held = Store.open(path);
    held.write(() => held.userData.remove("history"));
    const { rows } = await removeByAge({ path, before: NOW - 30 * DAY }, new AbortController().signal);
    expect(rows).toEqual(
      ["requests", "matches", "reports", "hand-outs", "tokens"].map((kind) => ({ kind: kind as "requests", rows: 50 })),
    );
    expect(["requests", "match_log", "reports", "hand_outs", "tokens"].map(count)).toEqual(Array(5).fill(50));
    expect(found(path, ["needle-user"])).toEqual([]);
    held.close();
  });

  test("stopped at once removes nothing more", async () => {
    await removeByAge({ path, before: NOW }, AbortSignal.abort());
    expect(count("requests")).toBe(100);
  });

  test("is made by the schedule, in a thread, when it is due", async () => {
    const { log, lines } = memoryLog();
    const waits: (() => void)[] = [];
    const ended = Promise.withResolvers<void>();
    const later = (_: number, callback: () => void) => {
      waits.push(callback);
      ended.resolve();
      return () => {};
    };
    const schedule = start({ path, log, clock: () => NOW, later });
    await ended.promise;
    await schedule.stop();
    expect(lines).toEqual([expect.stringContaining("old rows deleted")]);
    expect(["requests", "history"].map(count)).toEqual([50, 100]);
    const store = Store.open(path);
    expect(store.runs.newest("retention", 5).map(({ status }) => status)).toEqual(["done"]);
    expect(nextRetentionAt(store, NOW, NOW)).toBe(NOW + 25 * DAY);
    store.close();
    expect(found(path, NEEDLES)).toContain("needle-user");
  });
});
