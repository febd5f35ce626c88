import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { copyFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { ReseederError } from "../../../src/core/errors.ts";
import { copyDatabase } from "../../../src/store/database/copy.ts";
import { Store } from "../../../src/store/store.ts";
import type { SyncFile } from "../../../src/work/runtime/shared-sync.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { type Tree, tree } from "../../support/tree.ts";

/** A database with so many roots. */
function database(dir: Tree, name: string, roots: number): string {
  const store = Store.open(dir.path(name), { create: true, relaxed: true });
  for (let i = 0; i < roots; i++) store.write(() => store.roots.register(`/srv/${i}`, 0));
  store.close();
  return dir.path(name);
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ReseederError) return error.code;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("one store serves all borrowers", () => {
  using dir = tree();
  const stores = new Stores(database(dir, "a.db", 2), { busyTimeoutMs: 50 });
  const [first, second] = [stores.borrow(), stores.borrow()];
  expect(second.store).toBe(first.store);
  first.release();
  first.release();
  stores.close();
  expect(second.store.roots.count()).toBe(2);
  second.release();
  expect(() => second.store.roots.count()).toThrow();
});

/** Stores whose clock says when a file counts as left alone. */
function patient(path: string, sync?: SyncFile) {
  let now = Date.now();
  const stores = new Stores(path, { busyTimeoutMs: 50, clock: () => now }, sync);
  return {
    stores,
    pass: () => {
      now += 60_000;
    },
    roots: () => stores.use((store) => store.roots.count()),
    [Symbol.dispose]: () => stores.close(),
  };
}

/** What SQLite's own check says of a database and its log. */
function check(path: string): string {
  const database = new Database(path);
  try {
    return Object.values(database.query("PRAGMA integrity_check").get() as object).join();
  } finally {
    database.close();
  }
}

test("a replaced file is opened once it is left alone and the old one is closed; who reads that goes on", () => {
  using dir = tree();
  const path = database(dir, "a.db", 1);
  database(dir, "b.db", 3);
  using world = patient(path);
  const before = world.stores.borrow();
  renameSync(dir.path("b.db"), path);
  expect(codeOf(world.roots)).toBe("DATABASE_REPLACED");
  world.pass();
  expect([codeOf(world.roots), before.store.roots.count()]).toEqual(["DATABASE_REPLACED", 1]);
  before.release();
  expect(() => before.store.roots.count()).toThrow();
  expect([world.roots(), check(path)]).toEqual([3, "ok"]);
});

test("a database that was moved away is whole there, and none of it goes into the one put in its place", async () => {
  using dir = tree();
  const path = database(dir, "a.db", 2);
  await copyDatabase(path, dir.path("copy.db"));
  using world = patient(path);
  world.stores.use((store) => store.write(() => store.roots.register("/late", 0)));
  renameSync(path, dir.path("old.db"));
  copyFileSync(dir.path("copy.db"), path);
  world.stores.look();
  expect(codeOf(world.roots)).toBe("DATABASE_REPLACED");
  world.pass();
  expect([world.roots(), check(path)]).toEqual([2, "ok"]);
  const old = Store.open(dir.path("old.db"));
  expect(old.roots.count()).toBe(3);
  old.close();
});

test("a copy that was written over the open file is noticed, and what the old log holds stays out of it", async () => {
  using dir = tree();
  const path = database(dir, "a.db", 200);
  const copy = dir.path("copy.db");
  await copyDatabase(path, copy);
  using world = patient(path);
  using other = patient(path);
  expect(other.roots()).toBe(200);
  world.stores.use((store) => {
    for (let i = 0; i < 300; i++) store.write(() => store.roots.register(`/late/${i}`, 0));
  });
  copyFileSync(copy, path);
  for (const { stores } of [world, other]) stores.look();
  expect(codeOf(world.roots)).toBe("DATABASE_REPLACED");
  for (const { pass } of [world, other]) pass();
  expect([world.roots(), other.roots(), check(path)]).toEqual([200, 200, "ok"]);
});

test("a file that comes together with its log is opened at once, and what that log holds is in it", () => {
  using dir = tree();
  const path = database(dir, "a.db", 2);
  using world = patient(path);
  world.stores.use((store) => store.write(() => store.roots.register("/late", 0)));
  const before = world.stores.borrow();
  for (const suffix of ["", "-wal", "-shm"]) renameSync(`${path}${suffix}`, dir.path(`old.db${suffix}`));
  const other = Store.open(path, { create: true });
  for (let i = 0; i < 5; i++) other.write(() => other.roots.register(`/new/${i}`, 0));
  world.stores.look();
  world.pass();
  // Who reads the old one still has it.
  expect([codeOf(world.roots), before.store.roots.count()]).toEqual(["DATABASE_REPLACED", 3]);
  before.release();
  expect([world.roots(), check(path)]).toEqual([5, "ok"]);
  other.close();
  const old = Store.open(dir.path("old.db"));
  expect(old.roots.count()).toBe(3);
  old.close();
});

test("a log that was removed under the open database is put into the file, and another is begun", () => {
  using dir = tree();
  const path = database(dir, "a.db", 2);
  using held = patient(path);
  const write = (root: string) => held.stores.use((store) => store.write(() => store.roots.register(root, 0)));
  write("/before");
  held.stores.look();
  for (const beside of ["-wal", "-shm"]) rmSync(`${path}${beside}`);
  held.stores.look();
  held.pass();
  write("/after");
  const other = Store.open(path);
  expect(other.roots.count()).toBe(4);
  other.close();
  expect(check(path)).toBe("ok");
});

test("a link that leads to another open database is followed, and the log there is put on disk", async () => {
  using dir = tree();
  const [first, second] = [database(dir, "a.db", 1), database(dir, "b.db", 2)];
  const link = dir.path("current.db");
  symlinkSync(first, link);
  const synced: string[] = [];
  using world = patient(link, async (log) => void synced.push(log));
  expect(world.roots()).toBe(1);
  await world.stores.synced();
  const other = Store.open(second);
  other.write(() => other.roots.register("/late", 0));
  symlinkSync(second, dir.path("next.db"));
  renameSync(dir.path("next.db"), link);
  world.stores.look();
  world.pass();
  expect(world.roots()).toBe(3);
  await world.stores.synced();
  expect(synced).toEqual([`${first}-wal`, `${second}-wal`]);
  other.close();
});

test("an open database is looked at by itself", async () => {
  using dir = tree();
  const path = database(dir, "a.db", 1);
  database(dir, "b.db", 3);
  const stores = new Stores(path, { busyTimeoutMs: 50 });
  const { store, release } = stores.borrow();
  release();
  renameSync(dir.path("b.db"), path);
  // Nobody asks for it: it is closed all the same.
  const isOpen = () => {
    try {
      return store.roots.count() === 1;
    } catch {
      return false;
    }
  };
  while (isOpen()) await Bun.sleep(10);
  stores.close();
});

test("no file, and a file that is no database, are errors until there is one again", () => {
  using dir = tree();
  const stores = new Stores(dir.path("a.db"), { busyTimeoutMs: 50 });
  expect(codeOf(() => stores.borrow())).toBe("DATABASE_MISSING");
  writeFileSync(dir.path("a.db"), "no database, but long enough to look at it".repeat(99));
  expect(codeOf(() => stores.borrow())).toBe("DATABASE_CORRUPT");
  dir.remove("a.db");
  database(dir, "a.db", 1);
  expect(stores.use((store) => store.roots.count())).toBe(1);
  dir.remove("a.db");
  expect(codeOf(() => stores.use(() => 0))).toBe("DATABASE_MISSING");
  stores.close();
});

test("a store is given back when what used it threw", () => {
  using dir = tree();
  const stores = new Stores(database(dir, "a.db", 1), { busyTimeoutMs: 50 });
  let kept: Store | undefined;
  expect(() =>
    stores.use((store) => {
      kept = store;
      throw new Error("broken");
    }),
  ).toThrow("broken");
  stores.close();
  expect(() => kept?.roots.count()).toThrow();
});
