import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { ReseederError } from "../../../src/core/errors.ts";
import { bytesToHex } from "../../../src/core/hex.ts";
import { Store } from "../../../src/store/store.ts";
import { readFindings, storableBody, storeReport } from "../../../src/work/match/report.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { tree } from "../../support/tree.ts";

const V1 = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
const V2 = "caf1e1c30e81cb361b9ee167c4aa64228a7fa4fa9f6105232b28ad099f3a302e";

const found = (body: unknown) => {
  const { userId, confirmed, rejected } = readFindings(body);
  return { userId, confirmed: confirmed.map(bytesToHex), rejected: rejected.map(bytesToHex) };
};

describe("what a report says", () => {
  test("the documented form, v1 and v2, either case, each torrent once", () => {
    const confirmed = [{ info_hash: V1, pieces_verified: 12 }, { info_hash: V1.toUpperCase() }];
    expect(found({ user_id: "12345", confirmed, rejected: [{ info_hash: V2 }] })).toEqual({
      userId: "12345",
      confirmed: [V1],
      rejected: [V2],
    });
  });

  test("anything else is a report that says nothing of torrents", () => {
    const nothing = { userId: null, confirmed: [], rejected: [] };
    const hashes = [7, null, "", "xyz", V1.slice(1), `${V1}00`, [], {}, { info_hash: 7 }, { info_hash: `${V1} ` }];
    for (const body of [null, 1, "text", [], [V1], {}, { confirmed: V1 }, { confirmed: hashes, rejected: {} }]) {
      expect(found(body)).toEqual(nothing);
    }
  });

  test("a user of an unknown form is nobody, a long one is cut", () => {
    expect(found({ user_id: 12345 }).userId).toBe("12345");
    for (const user_id of [{}, [], 1.5, true, null]) expect(found({ user_id }).userId).toBeNull();
    expect(found({ user_id: "x".repeat(1000) }).userId).toHaveLength(256);
  });
});

const REPORT = { at: 1, userId: "7", client: null, body: '{"confirmed":[]}', confirmed: [], rejected: [] };

function reports() {
  const dir = tree();
  const path = dir.path("a.db");
  Store.open(path, { create: true }).close();
  const stores = new Stores(path, { busyTimeoutMs: 5 });
  const other = new Database(path);
  return {
    stores,
    other,
    bodies: () => other.query("SELECT body FROM reports").values().flat(),
    [Symbol.dispose]() {
      other.close();
      stores.close();
      dir[Symbol.dispose]();
    },
  };
}

describe("a report waits for a locked database", () => {
  test("and is stored as soon as that is free", async () => {
    using database = reports();
    database.other.run("BEGIN IMMEDIATE");
    const waits: number[] = [];
    await storeReport(database.stores, REPORT, 1e6, null, {
      wait: async (ms) => {
        waits.push(ms);
        if (waits.length === 3) database.other.run("ROLLBACK");
      },
    });
    expect(waits).toEqual([20, 40, 80]);
    expect(database.bodies()).toEqual([REPORT.body]);
  });

  test("for ten seconds", async () => {
    using database = reports();
    database.other.run("BEGIN IMMEDIATE");
    let waited = 0;
    const stored = storeReport(database.stores, REPORT, 1e6, null, {
      wait: async (ms) => {
        waited += ms;
      },
    });
    const error = await stored.catch((error) => error);
    expect(error).toBeInstanceOf(ReseederError);
    expect([error.code, waited >= 10_000, waited < 11_000]).toEqual(["DATABASE_LOCKED", true, true]);
    database.other.run("ROLLBACK");
    expect(database.bodies()).toEqual([]);
  });

  test("but not for what waiting does not cure", async () => {
    using dir = tree();
    const stores = new Stores(dir.path("none.db"), { busyTimeoutMs: 5 });
    const wait = () => {
      throw new Error("it waited");
    };
    const error = await storeReport(stores, REPORT, 1e6, null, { wait }).catch((error) => error);
    expect(error.code).toBe("DATABASE_MISSING");
  });
});

test.each([
  ['[{"passkey":"secret77"}]', "[{}]"],
  ['{"a":{"Passkey":["secret77"]},"user_id":"alice"}', '{"a":{},"user_id":"alice"}'],
  ['{"a":{"passkey":"secret77"},"a":1}', '{"a":1}'],
  ['{"torrent_pass":"secret77","pass_key":"secret77","authkey":"secret77","rsskey":"secret77","n":1}', '{"n":1}'],
  ['{"x-api-key":"secret77","client":{"token":"secret77","Password":"secret77"}}', '{"client":{}}'],
  ['{"auth\\u006bey":"secret77","n":2}', '{"n":2}'],
  [
    '{"log":"GET https://t.example/announce?passkey=secret77secret77"}',
    '{"log":"GET https://t.example/announce?passkey=[masked]"}',
  ],
  [String.raw`{"a":[{"p\u0061sskey":"secret77","b":2}]}`, '{"a":[{"b":2}]}'],
  ['{"a": 1}', '{"a": 1}'],
])("no passkey of a report is stored, however deep it stands: %s", (text, stored) => {
  expect(storableBody(JSON.parse(text), text)).toBe(stored);
});
