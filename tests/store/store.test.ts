import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { Store } from "../../src/store/store.ts";
import { memoryStore } from "../support/indexed.ts";
import { tree } from "../support/tree.ts";

test("a write that fails leaves nothing behind", () => {
  using store = memoryStore();
  const failure = new Error("half way");
  expect(() =>
    store.write(() => {
      store.roots.register("/a", 0);
      throw failure;
    }),
  ).toThrow(failure);
  expect(store.roots.list()).toEqual([]);
  expect(store.write(() => store.roots.register("/a", 5).addedAt)).toBe(5);
});

test("where there is no database yet, the defaults and nothing else are to be seen, and no file is made", () => {
  using dir = tree();
  const store = Store.none(dir.path("none.db"));
  expect([store.path, store.settings.read().settings.backup_keep, store.roots.list()]).toEqual([
    dir.path("none.db"),
    7,
    [],
  ]);
  store.close();
  expect(existsSync(dir.path("none.db"))).toBe(false);
});

test("a read sees one moment, whatever others write meanwhile", () => {
  using dir = tree();
  const [reader, writer] = [Store.open(dir.path("x.db"), { create: true }), Store.open(dir.path("x.db"))];
  const seen = reader.read(() => {
    const before = reader.roots.count();
    writer.write(() => writer.roots.register("/a", 0));
    return [before, reader.roots.count()];
  });
  expect([...seen, reader.roots.count()]).toEqual([0, 0, 1]);
  reader.close();
  writer.close();
});

test("a read-only store reads what others write and writes nothing", () => {
  using dir = tree();
  const writer = Store.open(dir.path("x.db"), { create: true });
  const reader = Store.open(dir.path("x.db"), { readonly: true });
  writer.write(() => writer.roots.register("/a", 0));
  expect(reader.roots.count()).toBe(1);
  expect(() => reader.write(() => reader.roots.register("/b", 0))).toThrow("read-only");
  expect(writer.roots.count()).toBe(1);
  reader.close();
  writer.close();
});
