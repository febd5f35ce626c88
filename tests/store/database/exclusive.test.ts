import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { linkSync, renameSync, statSync } from "node:fs";
import { Exclusive } from "../../../src/store/database/exclusive.ts";
import { Store } from "../../../src/store/store.ts";
import { Child } from "../../support/child.ts";
import { addTorrent } from "../../support/indexed.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";
import { sourcePath } from "../../support/unprivileged.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

test("is rejected while any other connection has the database open, however idle", async () => {
  using dir = tree();
  const path = dir.path("x.db");
  const store = Store.open(path, { create: true });
  expect(Exclusive.take(path)).toBe(null);
  store.close();
  await using child = await Child.start(path, "ready(Store.open(path)); await Bun.sleep(1e9);");
  expect(Exclusive.take(path)).toBe(null);
  await child.kill();
  const lock = Exclusive.take(path);
  expect(lock).not.toBe(null);
  expect(() => Store.open(path, { busyTimeoutMs: 0 })).toThrow("locked");
  lock?.close();
  Store.open(path, { busyTimeoutMs: 0 }).close();
});

test("is rejected while a process has it open that opened it a second time, with a log beside it", async () => {
  using dir = tree();
  const path = dir.path("x.db");
  Store.open(path, { create: true }).close();
  const twice = "const store = Store.open(path); store.write(() => store.listing.touch()); Store.open(path).close();";
  const looks = `const { needsNoLog } = await import(${JSON.stringify(sourcePath("store/database/stale-log.ts"))}); needsNoLog(path);`;
  await using child = await Child.start(path, `${twice} ${looks} ready(store); await Bun.sleep(1e9);`);
  expect(Exclusive.take(path)).toBe(null);
  await child.kill();
});

test("puts the log into the file, and knows what was given out", async () => {
  using dir = tree();
  const path = dir.path("x.db");
  const store = Store.open(path, { create: true });
  for (let i = 0; i < 3; i++) addTorrent(store, plainTorrent(`t${i}`, i + 1));
  store.close();
  const body = 'const s = Store.open(path); s.write(() => s.roots.register("/b", 0)); ready(s); await Bun.sleep(1e9);';
  await using child = await Child.start(path, body);
  // Killed, so that its log stays.
  await child.kill();
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
  const lock = Exclusive.take(path);
  expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  expect(lock?.highWater()).toMatchObject({ revision: 3 });
  expect(lock?.highWater()?.ids.get("torrents")).toBe(3);
  lock?.close();
});

test("says nothing of a damaged database, and rejects one that is not ours", async () => {
  using dir = tree();
  const path = dir.path("x.db");
  const store = Store.open(path, { create: true, relaxed: true });
  for (let i = 0; i < 200; i++) addTorrent(store, plainTorrent(`t${i}`, i + 1));
  store.close();
  const plain = new Database(path);
  const sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'locations'";
  const page = plain.query<{ rootpage: number }, []>(sql).get()?.rootpage ?? 0;
  plain.close();
  const bytes = await Bun.file(path).bytes();
  dir.write("x.db", bytes.fill(0x5a, (page - 1) * 4096, page * 4096));
  const lock = Exclusive.take(path);
  expect(lock?.highWater()).toBe(null);
  lock?.close();
  dir.write("text.db", "no database ".repeat(100));
  expect(() => Exclusive.take(dir.path("text.db"))).toThrow("not an SQLite database");
  new Database(dir.path("other.db"), { create: true }).run("CREATE TABLE x (y)");
  expect(() => Exclusive.take(dir.path("other.db"))).toThrow("not a ReSeeder database");
});

test("lets go of a file that was replaced without touching the log of the new one", () => {
  using dir = tree();
  const path = dir.path("x.db");
  Store.open(path, { create: true }).close();
  Store.open(dir.path("new.db"), { create: true }).close();
  const lock = Exclusive.take(path);
  linkSync(path, dir.path("kept.db"));
  renameSync(dir.path("new.db"), path);
  const store = Store.open(path);
  store.write(() => store.roots.register("/new", 0));
  lock?.close();
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
  store.write(() => store.roots.register("/newer", 0));
  store.close();
  const again = Store.open(path);
  expect(again.roots.list().map((root) => root.path)).toEqual(["/new", "/newer"]);
  again.close();
});
