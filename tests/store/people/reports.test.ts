import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { hexToBytes } from "../../../src/core/hex.ts";
import type { Report } from "../../../src/store/people/reports.ts";
import { Store } from "../../../src/store/store.ts";
import { addTorrent } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";

const NOON = Date.UTC(2026, 10, 20, 12);

const report = (body: string, more: Partial<Report> = {}): Report => ({
  at: NOON,
  userId: "u",
  client: "203.0.113.7",
  body,
  confirmed: [],
  rejected: [],
  ...more,
});

function opened() {
  const dir = tree();
  const store = Store.open(dir.path("x.db"), { create: true });
  const sql = new Database(dir.path("x.db"));
  return {
    store,
    sql,
    bodies: () =>
      sql
        .query<{ body: string | null }, []>("SELECT body FROM reports ORDER BY id")
        .all()
        .map(({ body }) => body),
    [Symbol.dispose]: () => {
      sql.close();
      store.close();
      dir[Symbol.dispose]();
    },
  };
}

test("the oldest bodies go first, within a bound in bytes; their rows stay", () => {
  using db = opened();
  const add = (body: string, keep: number) => db.store.write(() => db.store.reports.add(report(body), keep));
  for (const body of ["1111", "2222", "3333"]) add(body, 12);
  expect(db.bodies()).toEqual(["1111", "2222", "3333"]);
  add("4", 12);
  expect(db.bodies()).toEqual([null, "2222", "3333", "4"]);
  add("äää", 12);
  expect(db.bodies()).toEqual([null, null, "3333", "4", "äää"]);
  add("x".repeat(13), 12);
  expect(db.bodies()).toEqual([null, null, null, null, null, null]);
  add("55", 12);
  expect(db.bodies().at(-1)).toBe("55");
  expect(db.sql.query("SELECT sum(bytes) AS bytes, count(*) AS n FROM reports").get()).toEqual({ bytes: 34, n: 7 });
});

test("confirmations are counted for torrents we have, by either hash, and for the day", () => {
  using db = opened();
  const v1 = addTorrent(db.store, plainTorrent("a", 1));
  const v2 = addTorrent(db.store, buildTorrent({ name: "b", version: "v2", files: [{ path: "x", length: 9 }] }));
  const described = db.store.torrents.describe([v1, v2]);
  const [hash1, hash2] = [described.get(v1)?.infoHashV1, described.get(v2)?.infoHashV2] as [Uint8Array, Uint8Array];
  const unknown = hexToBytes("00".repeat(20), 20) as Uint8Array;
  db.store.write(() => {
    db.store.reports.add(report("{}", { confirmed: [hash1, unknown, hash2], rejected: [] }), 100);
    db.store.reports.add(report("{}", { confirmed: [hash1], rejected: [hash2] }), 100);
    db.store.reports.add(report("[1]", { userId: null, client: null }), 100);
  });
  const active = db.store.statistics.mostActive("confirmed", 9);
  expect(active.map(({ torrentId, confirmed, rejected }) => [torrentId, confirmed, rejected])).toEqual([
    [v1, 2, 0],
    [v2, 1, 1],
  ]);
  expect(active[1]?.infoHash).toEqual(hash2);
  expect(db.store.statistics.daily(1)).toMatchObject([{ day: "2026-11-20", reports: 3, confirmed: 4, rejected: 1 }]);
  expect(db.sql.query("SELECT user_id, client, confirmed, rejected, body FROM reports").all()).toEqual([
    { user_id: "u", client: "203.0.113.7", confirmed: 3, rejected: 0, body: "{}" },
    { user_id: "u", client: "203.0.113.7", confirmed: 1, rejected: 1, body: "{}" },
    { user_id: null, client: null, confirmed: 0, rejected: 0, body: "[1]" },
  ]);
});

test("reports are listed, the newest first, and found by user and client; a body is read in part", () => {
  using opening = opened();
  const { store } = opening;
  const hash = hexToBytes("ab".repeat(20), 20) as Uint8Array;
  store.write(() => {
    store.reports.add(report("first", { userId: "alice", confirmed: [hash, hash], rejected: [hash] }), 1 << 20);
    store.reports.add(report("another", { userId: null, client: "198.51.100.1" }), 7);
  });
  expect(store.reports.matching("", 10, 10)).toEqual([
    { id: 2, at: NOON, userId: null, client: "198.51.100.1", bytes: 7, confirmed: 0, rejected: 0 },
    { id: 1, at: NOON, userId: "alice", client: "203.0.113.7", bytes: 5, confirmed: 2, rejected: 1 },
  ]);
  const found = (text: string, depth = 10) => store.reports.matching(text, 10, depth).map(({ id }) => id);
  expect([found("ALI"), found("198.51"), found("alice", 1)]).toEqual([[1], [2], []]);
  expect([store.reports.body(2, 3), store.reports.body(1, 9), store.reports.body(9, 9)]).toEqual(["ano", null, null]);
});
