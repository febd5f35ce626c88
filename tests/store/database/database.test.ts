import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { ReseederError } from "../../../src/core/errors.ts";
import { explained, isBusy, openDatabase, pragma, readHeader } from "../../../src/store/database/database.ts";
import { MIGRATIONS } from "../../../src/store/database/migrations.ts";
import { Store } from "../../../src/store/store.ts";
import { testWith } from "../../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { tree } from "../../support/tree.ts";
import { runUnprivileged, sourcePath, UNPRIVILEGED } from "../../support/unprivileged.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof ReseederError ? error.code : `not ours: ${error}`;
  }
  return "no error";
}

const number = (database: Database, pragma: string) =>
  Object.values(database.query<Record<string, number>, []>(`PRAGMA ${pragma}`).get() ?? {})[0];

describe("a new database", () => {
  test("is made on first use, with all migrations and its own identity", () => {
    using dir = tree();
    const path = dir.path("new.db");
    openDatabase(path, { create: true }).close();
    // Its log has addresses and user ids.
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
    const plain = new Database(path, { readonly: true });
    expect(number(plain, "user_version")).toBe(MIGRATIONS.length);
    expect(number(plain, "application_id")).toBe(Buffer.from("RSDR").readInt32BE());
    expect(plain.query("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    expect(plain.query("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    plain.close();
  });

  test("is not made by those who only read or serve", () => {
    using dir = tree();
    for (const options of [{}, { readonly: true }]) {
      expect(codeOf(() => openDatabase(dir.path("none.db"), options))).toBe("DATABASE_MISSING");
    }
    expect(existsSync(dir.path("none.db"))).toBe(false);
    expect(codeOf(() => openDatabase(dir.path("no-folder/x.db"), { create: true }))).toBe("DATABASE_MISSING");
  });

  test("that is an empty file holds nothing to read", () => {
    using dir = tree({ "empty.db": "" });
    expect(codeOf(() => openDatabase(dir.path("empty.db"), { readonly: true }))).toBe("DATABASE_MISSING");
    openDatabase(dir.path("empty.db"), { create: true }).close();
    openDatabase(dir.path("empty.db"), { readonly: true }).close();
  });
});

test("whose a database is is read as of one moment: who makes it meanwhile makes no stranger of it", () => {
  using dir = tree();
  const path = dir.path("new.db");
  using database = new Database(path);
  database.run("PRAGMA journal_mode = WAL");
  let reads = 0;
  const query = (sql: string) => {
    if (++reads === 3) openDatabase(path, { create: true }).close();
    return database.query(sql);
  };
  const watched = { query, transaction: database.transaction.bind(database) } as unknown as Database;
  expect(readHeader(watched)).toEqual({ version: 0, identity: 0, objects: 0 });
  expect(reads).toBe(3);
  expect(readHeader(database)).toMatchObject({ version: MIGRATIONS.length });
});

describe("an older database", () => {
  function old(path: string): void {
    const database = new Database(path, { create: true });
    database.run(MIGRATIONS[0] ?? "");
    database.run("INSERT INTO roots (path, added_at) VALUES (x'2f61', 7)");
    database.run("PRAGMA application_id = 0x52534452");
    database.run("PRAGMA user_version = 1");
    database.close();
  }

  test.each([[{}], [{ create: true }], [{ readonly: true }]])("is migrated and keeps its rows: %p", (options) => {
    using dir = tree();
    old(dir.path("old.db"));
    const store = Store.open(dir.path("old.db"), options);
    expect(store.roots.list()).toEqual([{ id: 1, path: "/a", addedAt: 7, scannedAt: null }]);
    expect(store.requests.newest(1)).toEqual([]);
    store.close();
    const plain = new Database(dir.path("old.db"), { readonly: true });
    expect(number(plain, "user_version")).toBe(MIGRATIONS.length);
    plain.close();
  });

  test("stays as it was when a migration fails", () => {
    using dir = tree();
    old(dir.path("old.db"));
    const database = new Database(dir.path("old.db"));
    database.run("CREATE TABLE runs (in_the_way INTEGER)");
    database.close();
    expect(() => openDatabase(dir.path("old.db"))).toThrow("runs");
    const plain = new Database(dir.path("old.db"), { readonly: true });
    expect(number(plain, "user_version")).toBe(1);
    const tables = plain.query("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'requests'").get();
    expect(tables).toEqual({ n: 0 });
    plain.close();
  });
});

describe("a database that cannot be used", () => {
  test("a newer one is left alone", () => {
    using dir = tree();
    const path = dir.path("newer.db");
    openDatabase(path, { create: true }).close();
    const plain = new Database(path);
    plain.run(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    plain.close();
    const before = readFileSync(path);
    expect(codeOf(() => openDatabase(path))).toBe("DATABASE_NEWER");
    expect(codeOf(() => openDatabase(path, { readonly: true }))).toBe("DATABASE_NEWER");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("the Python utility's is known by its tables, and what to do is said", () => {
    using dir = tree();
    const path = dir.path("reseeder_api.db");
    const plain = new Database(path, { create: true });
    for (const name of ["settings", "torrents", "files", "scan_paths", "match_log"])
      plain.run(`CREATE TABLE ${name} (id)`);
    plain.close();
    for (const options of [{}, { create: true }, { readonly: true }]) {
      expect(() => openDatabase(path, options)).toThrow(
        expect.objectContaining({
          code: "DATABASE_FOREIGN",
          message: `${path} is the database of the Python utility (reseeder_api), which ReSeeder does not read`,
          hint: expect.stringContaining("--db FILE"),
        }),
      );
    }
  });

  test("somebody else's is left alone", () => {
    using dir = tree();
    const path = dir.path("firefox.db");
    const plain = new Database(path, { create: true });
    plain.run("CREATE TABLE moz_places (url TEXT)");
    plain.run("CREATE TABLE settings (key TEXT)");
    plain.close();
    const before = readFileSync(path);
    for (const options of [{}, { create: true }, { readonly: true }]) {
      expect(() => openDatabase(path, options)).toThrow(`${path} is an SQLite database, but not a ReSeeder database`);
    }
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("what is no database at all, and a damaged one, are called so", () => {
    using dir = tree({ "text.db": "this is a text of more than a hundred bytes ".repeat(40) });
    expect(codeOf(() => openDatabase(dir.path("text.db"), { create: true }))).toBe("DATABASE_CORRUPT");
    const path = dir.path("damaged.db");
    Store.open(path, { create: true }).close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4096);
    writeFileSync(path, bytes);
    expect(codeOf(() => Store.open(path).read(() => {}))).toBe("DATABASE_CORRUPT");
  });

  test("a folder is unreadable, not missing", () => {
    using dir = tree();
    mkdirSync(dir.path("folder.db"));
    expect(codeOf(() => openDatabase(dir.path("folder.db"), { create: true }))).toBe("DATABASE_UNREADABLE");
  });

  // As root every file can be written: the check then runs in a process without that right.
  testWith(UNPRIVILEGED !== null, "user but root that may read the checkout")(
    "a write-protected one is read and not written",
    () => {
      using dir = tree();
      const path = dir.path("protected.db");
      // Open, as under a running `serve`: a closed one in WAL mode cannot be read where no file can be made beside it.
      const store = Store.open(path, { create: true });
      for (const file of [path, `${path}-wal`, `${path}-shm`]) chmodSync(file, 0o444);
      chmodSync(dir.root, 0o555);
      const script = `
      const { Store } = await import(${JSON.stringify(sourcePath("store/store.ts"))});
      const attempt = (action) => { try { return action(); } catch (error) { return error.code; } };
      console.log(JSON.stringify([
        attempt(() => { const s = Store.open(${JSON.stringify(path)}, { readonly: true }); return s.statistics.totals().torrents; }),
        attempt(() => { const s = Store.open(${JSON.stringify(path)}); s.write(() => s.roots.register("/a", 0)); return "written"; }),
      ]));`;
      let said: unknown;
      try {
        said = runUnprivileged(script);
      } finally {
        chmodSync(dir.root, 0o755);
        store.close();
      }
      const [reading, writing] = said as [unknown, unknown];
      expect([reading, writing]).toEqual([0, "DATABASE_READONLY"]);
    },
  );
});

describe("several processes", () => {
  test("a write may have to give up sooner than what is read", () => {
    using dir = tree();
    const store = Store.open(dir.path("x.db"), { create: true, busyTimeoutMs: 50_000, writeTimeoutMs: 5 });
    const waits = () => pragma(store["database"], "busy_timeout");
    expect([waits(), store.write(waits), waits()]).toEqual([50_000, 5, 50_000]);
    const fail = () => {
      throw new Error("no");
    };
    expect(() => store.write(fail)).toThrow("no");
    expect(waits()).toBe(50_000);
    store.close();
  });

  test("a writer that waits too long is told who is in the way, and nothing is written", () => {
    using dir = tree();
    const path = dir.path("x.db");
    const [a, b] = [Store.open(path, { create: true }), Store.open(path, { busyTimeoutMs: 0 })];
    a.write(() => {
      expect(codeOf(() => b.write(() => b.roots.register("/b", 0)))).toBe("DATABASE_LOCKED");
      // Readers neither wait nor see what is not committed.
      a.roots.register("/a", 0);
      expect(b.roots.list()).toEqual([]);
      // Nor does opening it wait: the settings are there already.
      Store.open(path, { busyTimeoutMs: 0 }).close();
    });
    expect(b.roots.list().map(({ path }) => path)).toEqual(["/a"]);
    b.write(() => b.roots.register("/b", 0));
    expect(a.roots.count()).toBe(2);
    a.close();
    b.close();
  });

  test("a writer waits for another process's write", async () => {
    using dir = tree();
    const path = dir.path("x.db");
    const store = Store.open(path, { create: true });
    // This thread blocks while it waits, so the other process lets go by itself; whenever it does, the outcome is this.
    const script = `
      const { Database } = require("bun:sqlite");
      const database = new Database(process.argv[1]);
      database.run("BEGIN IMMEDIATE");
      database.run("INSERT INTO roots (path, added_at) VALUES (x'2f6f74686572', 0)");
      console.log("locked");
      setTimeout(() => { database.run("COMMIT"); }, 150);`;
    const child = Bun.spawn([process.execPath, "-e", script, path], { stdout: "pipe" });
    const reader = child.stdout.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("locked\n");
    store.write(() => store.roots.register("/mine", 0));
    expect(store.roots.list().map(({ path }) => path)).toEqual(["/other", "/mine"]);
    await child.exited;
    store.close();
  });

  test("two that make the same database at the same time both succeed", async () => {
    using dir = tree();
    const script = `
      const { Store } = await import(${JSON.stringify(sourcePath("store/store.ts"))});
      const store = Store.open(process.argv[1], { create: true });
      store.write(() => store.roots.register("/" + process.pid, 0));
      store.close();`;
    const children = Array.from({ length: 4 }, () =>
      Bun.spawn([process.execPath, "-e", script, dir.path("x.db")], { stderr: "pipe" }),
    );
    const errors = await Promise.all(children.map((child) => new Response(child.stderr).text()));
    expect(errors.join("")).toBe("");
    const store = Store.open(dir.path("x.db"));
    expect(store.roots.count()).toBe(4);
    store.close();
  });
});

describe("errors of SQLite", () => {
  test("become one that names the database; others stay", () => {
    const other = new TypeError("x");
    expect(explained("a.db", other)).toBe(other);
    const database = new Database(":memory:");
    const syntax = (() => {
      try {
        return database.run("NO SQL");
      } catch (error) {
        return error;
      }
    })();
    expect(explained("a.db", syntax)).toBe(syntax);
    expect([isBusy(other), isBusy(syntax), isBusy(new ReseederError("DATABASE_LOCKED", "x"))]).toEqual([
      false,
      false,
      true,
    ]);
    database.close();
  });

  test("a full disk is called so, and what was written before stands", () => {
    using dir = tree();
    const path = dir.path("full.db");
    const store = Store.open(path, { create: true });
    store.write(() => store.roots.register("/kept", 0));
    store.close();
    const database = openDatabase(path);
    // SQLite's own bound for a file: what lies beyond it is a full disk to it.
    database.run(`PRAGMA max_page_count = ${Math.ceil(statSync(path).size / 4096)}`);
    const fill = () => database.run("INSERT INTO settings SELECT 'x', hex(zeroblob(1000000))");
    let error: unknown;
    try {
      fill();
    } catch (caught) {
      error = explained(path, caught);
    }
    database.close();
    expect(error).toMatchObject({ code: "DATABASE_FULL", exitCode: 1 });
    expect((error as Error).message).toContain(path);
    const after = Store.open(path);
    expect(after.roots.list().map((root) => root.path)).toEqual(["/kept"]);
    after.close();
  });
});

test("a link that leads nowhere is told by the folder that is missing", () => {
  using dir = tree();
  symlinkSync("nowhere/x.db", dir.path("link.db"));
  symlinkSync("link.db", dir.path("twice.db"));
  for (const name of ["link.db", "twice.db"]) {
    expect(() => openDatabase(dir.path(name), { create: true })).toThrow(
      expect.objectContaining({
        code: "DATABASE_MISSING",
        message: `There is no folder ${dir.path("nowhere")} for the database ${dir.path(name)}, which is a link to ${dir.path("nowhere/x.db")}`,
        hint: expect.stringContaining(`mkdir -p ${dir.path("nowhere")}`),
      }),
    );
  }
});
