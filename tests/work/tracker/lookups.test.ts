import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import { Store } from "../../../src/store/store.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import type { TrackerSettings } from "../../../src/work/tracker/connector.ts";
import { DatabaseFailure } from "../../../src/work/tracker/database-failure.ts";
import { TrackerLookups } from "../../../src/work/tracker/lookups.ts";
import { Session } from "../../../src/work/tracker/session.ts";
import { forgetLetIn } from "../../../src/work/users/let-in-memory.ts";
import { memoryLog } from "../../support/log.ts";
import { SQLITE_QUERIES, sqliteSite } from "../../support/sqlite-site.ts";
import { type Tree, tree } from "../../support/tree.ts";

const [ALICE, BOB] = ["a".repeat(32), "b".repeat(32)] as const;
const AWAY = { code: "TRACKER_AWAY", retryAfter: 5 };

let dir: Tree;
let stores: Stores;
let site: Database;
let settings: TrackerSettings;
let env: Record<string, string>;
let lookups: TrackerLookups;
let now: number;
let lines: string[];
/** What was asked of the database, by the names of statements; a test may answer in its place. */
let query: ReturnType<typeof spyOn<Session, "query">>;
const asked = () => query.mock.calls.map(([, , what]) => what);
const realQuery = Session.prototype.query;
/** Does something before each question, which may throw. */
function beforeEachQuestion(action: () => unknown): void {
  query.mockImplementation(async function (this: Session, ...words: Parameters<Session["query"]>) {
    await action();
    return await realQuery.apply(this, words);
  });
}

beforeEach(() => {
  dir = tree();
  Store.open(dir.path("a.db"), { create: true }).close();
  stores = new Stores(dir.path("a.db"), { busyTimeoutMs: 20 });
  const made = sqliteSite(dir, []);
  env = made.env;
  settings = { tracker: "sql", tracker_queries: made.queries, tracker_url: "" };
  site = new Database(dir.path("site.db"));
  site.run("INSERT INTO members VALUES (1, ?, 0), (2, ?, 0)", [ALICE, BOB]);
  now = 1_700_000_000_000;
  const { log, lines: said } = memoryLog();
  lines = said;
  lookups = new TrackerLookups(env, log, () => now, stores);
  query = spyOn(Session.prototype, "query");
});
afterEach(async () => {
  query.mockRestore();
  await lookups.close();
  stores.close();
  site.close();
  dir[Symbol.dispose]();
});

const owner = (passkey: string) => lookups.owner(settings, passkey);
const failed = (passkey: string) =>
  owner(passkey).then(
    () => "known",
    (error) => error,
  );

describe("whose a passkey is", () => {
  test("is asked once for many at a time, and holds ten seconds from the question on", async () => {
    expect(await Promise.all([owner(ALICE), owner(ALICE), owner(BOB)])).toEqual([
      { identity: "1" },
      { identity: "1" },
      { identity: "2" },
    ]);
    expect(asked()).toEqual(["user", "user"]);
    now += 9_999;
    expect(lookups.known(settings, ALICE)).toEqual({ identity: "1" });
    now += 1;
    expect(lookups.known(settings, ALICE)).toBeNull();
    // What changed while it was answered may not be in the answer.
    beforeEachQuestion(() => {
      now += 9_000;
    });
    expect(await owner(ALICE)).toEqual({ identity: "1" });
    now += 1_000;
    expect(lookups.known(settings, ALICE)).toBeNull();
  });

  test("is nobody's without a question where no passkey of the tracker's looks so", async () => {
    expect(await owner("short")).toBe("rejected");
    expect(asked()).toEqual([]);
    expect(await owner("c".repeat(32))).toBe("rejected");
    expect(asked()).toEqual(["user"]);
  });

  test("is asked anew once somebody was forgotten, by any process, and of another tracker", async () => {
    await owner(ALICE);
    expect(lookups.known(settings, ALICE)).not.toBeNull();
    const other = { ...settings, tracker_queries: dir.write("other.sql", SQLITE_QUERIES) };
    expect(lookups.known(other, ALICE)).toBeNull();
    stores.use((store) => store.write(() => forgetLetIn(store, "", "all")));
    expect(lookups.known(settings, ALICE)).toBeNull();
  });

  test("is not known where too many wait", async () => {
    const held = Promise.withResolvers<void>();
    beforeEachQuestion(() => held.promise);
    const waiting = Array.from({ length: 500 }, (_, n) => owner(`${n}`.padStart(32, "0")));
    const turnedAway = failed(ALICE);
    held.resolve();
    expect(await turnedAway).toMatchObject(AWAY);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["rejected"]));
    expect(await owner(ALICE)).toEqual({ identity: "1" });
  });
});

describe("a database that does not answer", () => {
  const away = () => {
    throw new DatabaseFailure("TRACKER_UNREACHABLE", "nothing answers there", "closed", null);
  };

  test("is left alone for two seconds, and complained of once until it answers", async () => {
    beforeEachQuestion(away);
    expect(await failed(ALICE)).toMatchObject(AWAY);
    now += 1_999;
    expect(await failed(BOB)).toMatchObject(AWAY);
    expect(asked()).toEqual(["user"]);
    now += 1;
    expect(await failed(BOB)).toMatchObject(AWAY);
    expect([asked(), lines]).toEqual([["user", "user"], ["error: cannot look up users at the tracker"]]);
    now += 2_000;
    beforeEachQuestion(() => {});
    expect(await owner(ALICE)).toEqual({ identity: "1" });
    beforeEachQuestion(away);
    expect(await failed(BOB)).toMatchObject(AWAY);
    expect(lines).toHaveLength(2);
  });

  test("that rejects the account is asked again, once, with what the DSN says now", async () => {
    let left = 1;
    beforeEachQuestion(() => {
      if (left-- > 0) throw new DatabaseFailure("TRACKER_REFUSED", "wrong password", "whole", 1045);
    });
    expect(await owner(ALICE)).toEqual({ identity: "1" });
    left = 2;
    expect(await failed(BOB)).toMatchObject(AWAY);
    expect(asked()).toHaveLength(4);
    // A rejection says nothing of whether the next one is answered.
    expect(await owner(BOB)).toEqual({ identity: "2" });
  });

  test("that fails otherwise is not asked again at once", async () => {
    beforeEachQuestion(() => {
      throw new DatabaseFailure("TRACKER_FAILED", "syntax", "whole", 1064);
    });
    expect(await failed(ALICE)).toMatchObject(AWAY);
    expect(asked()).toEqual(["user"]);
  });
});

test("the statements are read anew every ten seconds, over the same connection", async () => {
  using close = spyOn(Session.prototype, "close");
  await owner(ALICE);
  dir.write("site.sql", SQLITE_QUERIES.replace("AND NOT banned", "AND 0"));
  now += 9_999;
  expect(await owner(BOB)).toEqual({ identity: "2" });
  now += 1;
  expect(await owner(ALICE)).toBe("rejected");
  expect(close).not.toHaveBeenCalled();
});

test("a user's history is his alone, in the order of info-hashes, and asked for each time", async () => {
  const hash = (byte: number) => new Uint8Array(20).fill(byte);
  for (const [id, byte] of [
    [1, 9],
    [2, 3],
  ] as const) {
    site.run("INSERT INTO torrents VALUES (?, ?, 1, 0, 0, NULL)", [id, hash(byte)]);
    site.run("INSERT INTO downloads VALUES (1, ?, ?)", [id, 1_700_000_000 + id]);
  }
  const history = () => lookups.history(settings, "1");
  expect(await history()).toEqual([
    { infoHash: hash(3), at: 1_700_000_002_000 },
    { infoHash: hash(9), at: 1_700_000_001_000 },
  ]);
  site.run("DELETE FROM downloads WHERE torrent = 2");
  expect(await history()).toHaveLength(1);
  expect(await lookups.history(settings, "2")).toEqual([]);
  expect(await lookups.history({ ...settings, tracker: "udpt" }, "1")).toEqual([]);
});
