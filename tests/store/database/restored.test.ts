import { expect, test } from "bun:test";
import { openDatabase } from "../../../src/store/database/database.ts";
import { continueFrom, readHighWater, UNKNOWN_JUMP } from "../../../src/store/database/restored.ts";
import { Store } from "../../../src/store/store.ts";
import { tree } from "../../support/tree.ts";

// A new table with AUTOINCREMENT needs a decision: are its ids told to anybody, or is it a log that is trimmed by them?
test("ids that others know go on, those of logs do not", () => {
  const database = openDatabase(":memory:", { create: true });
  const known = new Set(["torrents", "roots", "tokens", "backups"]);
  expect([...readHighWater(database).ids.keys()].filter((table) => !known.has(table))).toEqual([]);
  expect([...readHighWater(database).ids.keys()]).toContain("torrents");
  database.close();
});

test("a jump of ids costs no log its rows", () => {
  using dir = tree();
  const path = dir.path("x.db");
  const row = {
    at: 1,
    method: "GET",
    path: "/",
    status: 200,
    durationUs: 1,
    bytesIn: 0,
    bytesOut: 0,
    client: null,
    userId: null,
    files: null,
    torrents: null,
    error: null,
  };
  const before = Store.open(path, { create: true });
  before.write(() => before.requests.append([row, row], 100));
  before.close();
  continueFrom(path, null);
  const after = Store.open(path);
  after.write(() => after.requests.append([row], 100));
  expect(after.requests.newest(10)).toHaveLength(3);
  expect(after.write(() => after.roots.register("/a", 0)).id).toBe(UNKNOWN_JUMP + 1);
  after.close();
});

test("a restored database begins a new epoch and keeps its lineage", () => {
  using dir = tree();
  const path = dir.path("x.db");
  const before = Store.open(path, { create: true });
  const { epoch, lineage } = before.identity();
  before.close();
  continueFrom(path, null);
  const after = Store.open(path);
  expect(after.identity().epoch).not.toBe(epoch);
  expect(after.identity().lineage).toBe(lineage);
  after.close();
});

test("a token that was revoked since the backup stays revoked", () => {
  using dir = tree();
  const hash = new Uint8Array(32).fill(7);
  const token = { name: "site", hash, scopes: ["match" as const], createdAt: 1, expiresAt: null };
  for (const name of ["old.db", "backup.db"]) {
    const store = Store.open(dir.path(name), { create: true });
    store.write(() => store.tokens.add(token));
    store.close();
  }
  const old = openDatabase(dir.path("old.db"));
  old.run("UPDATE tokens SET revoked_at = 5");
  const past = readHighWater(old);
  old.close();
  continueFrom(dir.path("backup.db"), past);
  const restored = Store.open(dir.path("backup.db"));
  expect(restored.tokens.find(hash)?.revokedAt).toBe(5);
  restored.close();
});
