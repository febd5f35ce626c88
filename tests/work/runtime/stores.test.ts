import { expect, test } from "bun:test";
import { renameSync, writeFileSync } from "node:fs";
import { ReseederError } from "../../../src/core/errors.ts";
import { Store } from "../../../src/store/store.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { type Tree, tree } from "../../support/tree.ts";

/** A database with so many roots. */
function database(dir: Tree, name: string, roots: number): string {
  const store = Store.open(dir.path(name), { create: true });
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

test("one store serves all leases", () => {
  using dir = tree();
  const stores = new Stores(database(dir, "a.db", 2), { busyTimeoutMs: 50 });
  const [first, second] = [stores.lease(), stores.lease()];
  expect(second.store).toBe(first.store);
  first.release();
  first.release();
  stores.close();
  expect(second.store.roots.count()).toBe(2);
  second.release();
  expect(() => second.store.roots.count()).toThrow();
});

test("a replaced file is opened, and who still reads the old one goes on", () => {
  using dir = tree();
  const path = database(dir, "a.db", 1);
  database(dir, "b.db", 3);
  const stores = new Stores(path, { busyTimeoutMs: 50 });
  const before = stores.lease();
  renameSync(dir.path("b.db"), path);
  const after = stores.lease();
  expect([before.store.roots.count(), after.store.roots.count()]).toEqual([1, 3]);
  before.release();
  expect(() => before.store.roots.count()).toThrow();
  expect(after.store.roots.count()).toBe(3);
  after.release();
  stores.close();
  expect(() => after.store.roots.count()).toThrow();
});

test("no file, and a file that is no database, are errors until there is one again", () => {
  using dir = tree();
  const stores = new Stores(dir.path("a.db"), { busyTimeoutMs: 50 });
  expect(codeOf(() => stores.lease())).toBe("DATABASE_MISSING");
  writeFileSync(dir.path("a.db"), "no database, but long enough to look at it".repeat(99));
  expect(codeOf(() => stores.lease())).toBe("DATABASE_CORRUPT");
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
