import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { copyDatabase } from "../../../src/store/database/copy.ts";
import { examine, glance } from "../../../src/store/database/examine.ts";
import { Store } from "../../../src/store/store.ts";
import { addTorrent } from "../../support/indexed.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

function makeDatabase(path: string, torrents: number): Store {
  const store = Store.open(path, { create: true, relaxed: true });
  for (let i = 0; i < torrents; i++) addTorrent(store, plainTorrent(`t${i}`, i + 1));
  return store;
}

describe("a copy", () => {
  test("holds what the log beside the database holds too, is one file, and needs none to be read", async () => {
    using dir = tree();
    using store = closing(makeDatabase(dir.path("x.db"), 3));
    const shares: number[] = [];
    const counted = await copyDatabase(dir.path("x.db"), dir.path("copy.db"), (share) => shares.push(share));
    expect(counted).toMatchObject({ torrents: 3, locations: 3, roots: 1, settings: counted["settings"] });
    expect(counted["settings"]).toBeGreaterThan(5);
    const { problems, tables, torrents, identity } = examine(dir.path("copy.db"));
    expect([problems, tables, torrents]).toEqual([[], counted, 3]);
    expect(identity).toEqual(store.identity());
    expect(readdirSync(dir.root).filter((name) => name.startsWith("copy"))).toEqual(["copy.db"]);
    const plain = new Database(dir.path("copy.db"), { readonly: true });
    expect(plain.query("PRAGMA journal_mode").get()).toEqual({ journal_mode: "delete" });
    plain.close();
  });

  test("is of one moment while another process writes without a pause, and ends", async () => {
    using dir = tree();
    const path = dir.path("x.db");
    using store = closing(makeDatabase(path, 1));
    store.write(() => {
      for (let i = 0; i < 3_000; i++) store.roots.register(`/${i}${"x".repeat(2_000)}`, 0);
    });
    const script = `
      const { Store } = await import(${JSON.stringify(new URL("../../../src/store/store.ts", import.meta.url).pathname)});
      const store = Store.open(process.argv[1], { relaxed: true });
      for (let i = 0; ; i++) {
        // Two rows at a time: a copy with one of them only would be torn.
        store.write(() => { store.roots.register("/a" + i, 0); store.settings.write("backup_keep", i); });
        if (i === 3) console.log("writing");
      }`;
    const child = Bun.spawn([process.execPath, "-e", script, path], { stdout: "pipe", stderr: "ignore" });
    try {
      await child.stdout.getReader().read();
      for (let i = 0; i < 5; i++) {
        const target = dir.path(`copy${i}.db`);
        let copied = 0;
        const counted = await copyDatabase(path, target, (share) => {
          // Begun anew it has no more than before.
          expect(share).toBeGreaterThan(copied);
          copied = share;
        });
        expect(examine(target).tables).toEqual(counted);
        const plain = new Database(target, { readonly: true });
        const written = plain
          .query<{ n: number }, []>("SELECT count(*) AS n FROM roots WHERE path BETWEEN x'2f61' AND x'2f62'")
          .get()?.n;
        const row = plain.query<{ value: string }, []>("SELECT value FROM settings WHERE key = 'backup_keep'").get();
        expect(Number(row?.value)).toBe((written ?? 0) - 1);
        plain.close();
      }
      expect(child.exitCode).toBe(null);
    } finally {
      child.kill();
      await child.exited;
    }
  });

  test("ends with what its listener throws", async () => {
    using dir = tree();
    using _ = closing(makeDatabase(dir.path("x.db"), 1));
    const copying = copyDatabase(dir.path("x.db"), dir.path("copy.db"), () => {
      throw new Error("enough");
    });
    // A database of a few pages is copied in one step, before anything is told.
    await copying.catch((error) => expect(error).toMatchObject({ message: "enough" }));
  });

  test("names the file that failed", async () => {
    using dir = tree({ "text.db": "no database ".repeat(100) });
    using _ = closing(makeDatabase(dir.path("x.db"), 1));
    await expect(copyDatabase(dir.path("text.db"), dir.path("c.db"))).rejects.toMatchObject({
      code: "DATABASE_CORRUPT",
      message: expect.stringContaining(dir.path("text.db")),
    });
    await expect(copyDatabase(dir.path("none.db"), dir.path("c.db"))).rejects.toMatchObject({
      code: "DATABASE_MISSING",
    });
    await expect(copyDatabase(dir.path("x.db"), dir.path("none/c.db"))).rejects.toMatchObject({
      message: expect.stringContaining(dir.path("none/c.db")),
    });
    expect(existsSync(dir.path("none.db"))).toBe(false);
  });
});

describe("a look at a file", () => {
  test("reads what is still in the log beside it", async () => {
    using dir = tree();
    using store = closing(makeDatabase(dir.path("x.db"), 2));
    expect(Bun.file(dir.path("x.db-wal")).size).toBeGreaterThan(0);
    expect(glance(dir.path("x.db"))).toEqual({
      version: expect.any(Number),
      identity: store.identity(),
      number: 0,
      source: null,
      torrents: 2,
    });
  });

  test("tells damage, in the content and in the schema, from what is no database of ours", async () => {
    using dir = tree({ "empty.db": "" });
    makeDatabase(dir.path("x.db"), 200).close();
    const bytes = await Bun.file(dir.path("x.db")).bytes();
    const plain = new Database(dir.path("x.db"), { readonly: true });
    const sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'locations'";
    const page = plain.query<{ rootpage: number }, []>(sql).get()?.rootpage ?? 0;
    plain.close();
    dir.write("content.db", bytes.slice().fill(0x5a, (page - 1) * 4096, page * 4096));
    expect(examine(dir.path("content.db")).problems.length).toBeGreaterThan(0);
    dir.write("schema.db", bytes.slice().fill(0x5a, 100, 3_000));
    expect(() => examine(dir.path("schema.db"))).toThrow("is damaged");
    new Database(dir.path("foreign.db"), { create: true }).run("CREATE TABLE x (y)");
    expect(() => examine(dir.path("foreign.db"))).toThrow("not a ReSeeder database");
    expect(() => examine(dir.path("empty.db"))).toThrow("there is no database in it");
    expect(() => examine(dir.path("none.db"))).toThrow("There is no database at");
    expect(() => examine(dir.root)).toThrow("is a folder");
  });
});

function closing(store: Store): Store & Disposable {
  return Object.assign(store, { [Symbol.dispose]: () => store.close() });
}
