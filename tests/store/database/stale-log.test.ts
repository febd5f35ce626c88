import { describe, expect, test } from "bun:test";
import { copyFileSync, existsSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { copyDatabase } from "../../../src/store/database/copy.ts";
import { openDatabase } from "../../../src/store/database/database.ts";
import { examine, glance } from "../../../src/store/database/examine.ts";
import { Exclusive } from "../../../src/store/database/exclusive.ts";
import { checkLog, needsNoLog } from "../../../src/store/database/stale-log.ts";
import { Store } from "../../../src/store/store.ts";
import { restore } from "../../../src/work/backup/restore.ts";
import { type Tree, tree } from "../../support/tree.ts";

/** A backup with 2 roots put over a database whose process was killed: its log, with many more, still lies there. */
async function trap(dir: Tree): Promise<string> {
  const path = dir.path("x.db");
  const store = Store.open(path, { create: true, relaxed: true });
  for (let i = 0; i < 2; i++) store.write(() => store.roots.register(`/${i}`, 0));
  await copyDatabase(path, dir.path("copy.db"));
  for (let i = 2; i < 200; i++) store.write(() => store.roots.register(`/${i}`, 0));
  copyFileSync(`${path}-wal`, dir.path("wal"));
  store.close();
  rmSync(`${path}-shm`, { force: true });
  copyFileSync(dir.path("copy.db"), path);
  copyFileSync(dir.path("wal"), `${path}-wal`);
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
  return path;
}

describe("a copy beside the log of another database", () => {
  const stale = expect.objectContaining({
    code: "DATABASE_STALE_LOG",
    exitCode: 1,
    message: expect.stringContaining("x.db is a backup, but the WAL file next to it"),
    hint: expect.stringMatching(/restore.*rm '.*x\.db-wal' '.*x\.db-shm'/),
  });

  test("is opened by nobody, and stays as it is", async () => {
    using dir = tree();
    const path = await trap(dir);
    symlinkSync(path, dir.path("link.db"));
    const before = readFileSync(path);
    expect(() => Store.open(path)).toThrow(stale);
    expect(() => Store.open(path, { readonly: true })).toThrow(stale);
    expect(() => Store.open(path, { create: true })).toThrow(stale);
    expect(() => openDatabase(dir.path("link.db"))).toThrow(/link\.db is a backup.* x?.*x\.db-wal/);
    expect(() => Exclusive.take(path)).toThrow(stale);
    expect(() => examine(path)).toThrow(stale);
    expect(() => glance(path)).toThrow(stale);
    await expect(copyDatabase(path, dir.path("y.db"))).rejects.toMatchObject({ code: "DATABASE_STALE_LOG" });
    expect([readFileSync(path).equals(before), statSync(`${path}-wal`).size]).toEqual([
      true,
      statSync(dir.path("wal")).size,
    ]);
  });

  test("is right once the log is gone, or by restore", async () => {
    using dir = tree();
    const path = await trap(dir);
    rmSync(`${path}-wal`);
    const roots = () => {
      const store = Store.open(path);
      const count = store.roots.count();
      store.close();
      return count;
    };
    expect(roots()).toBe(2);
    using other = tree();
    const trapped = await trap(other);
    const done = await restore({ file: other.path("copy.db"), path: trapped, force: false });
    expect(done.kept && existsSync(`${done.kept}-wal`)).toBe(true);
    const restored = Store.open(trapped);
    expect(restored.roots.count()).toBe(2);
    restored.close();
  });
});

test("a database's own log is no trouble, and a copy that is opened to write is none any more", async () => {
  using dir = tree();
  const path = dir.path("x.db");
  using store = Object.assign(Store.open(path, { create: true }), {
    [Symbol.dispose]() {
      store.close();
    },
  });
  store.write(() => store.roots.register("/a", 0));
  expect([needsNoLog(path), statSync(`${path}-wal`).size > 0]).toEqual([false, true]);
  checkLog(path);
  await copyDatabase(path, dir.path("copy.db"));
  expect(needsNoLog(dir.path("copy.db"))).toBe(true);
  const copy = Store.open(dir.path("copy.db"));
  copy.write(() => copy.roots.register("/b", 0));
  expect(needsNoLog(dir.path("copy.db"))).toBe(false);
  checkLog(dir.path("copy.db"));
  copy.close();
  expect([needsNoLog(dir.path("none")), needsNoLog(dir.write("short", "x"))]).toEqual([false, false]);
});
