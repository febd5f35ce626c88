import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createApp } from "../../../src/http/server/app.ts";
import { MIGRATIONS } from "../../../src/store/database/migrations.ts";
import { UNKNOWN_JUMP } from "../../../src/store/database/restored.ts";
import { Store } from "../../../src/store/store.ts";
import { makeBackup } from "../../../src/work/backup/backup.ts";
import { restore } from "../../../src/work/backup/restore.ts";
import { RequestLog } from "../../../src/work/requests/request-log.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { TrackerLookups } from "../../../src/work/tracker/lookups.ts";
import { Child } from "../../support/child.ts";
import { Disk, MAY_MOUNT } from "../../support/mount.ts";
import { testWith } from "../../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

const TORRENTS = 40;
const NOT_STOPPED = new AbortController().signal;

let dir: Tree;
let path: string;
/** A backup of the first state. */
let file: string;

beforeEach(async () => {
  dir = tree();
  for (let i = 0; i < TORRENTS; i++) add(`t${i}`);
  path = dir.path("reseeder.db");
  expect((await scan()).code).toBe(0);
  file = (await makeBackup({ path, folder: dir.path("backups"), keep: null, run: null }, () => {}, NOT_STOPPED)).file;
});

afterEach(() => dir[Symbol.dispose]());

const add = (name: string) => dir.write(`torrents/${name}.torrent`, plainTorrent(name, [[`${name}.mkv`, 1_000]]));
const scan = () => run(["scan", "torrents"], { cwd: dir.root });

/** What the API answers to a client with all files there ever were: names, ids and .torrent files. */
async function answers(): Promise<unknown> {
  const stores = new Stores(path, { busyTimeoutMs: 50 });
  try {
    const log = () => {};
    const requestLog = new RequestLog(stores, log, () => () => {});
    const lookups = new TrackerLookups({}, log, () => 0, stores);
    const app = createApp({ stores, requestLog, lookups, clock: () => 0, log });
    const files = Array.from({ length: TORRENTS }, (_, i) => ({ name: `t${i}.mkv`, size: 1_000 }));
    const body = JSON.stringify({ phase: 1, files });
    const response = await app.handle(new Request("http://x/match/phase1", { method: "POST", body }));
    return await response.json();
  } finally {
    stores.close();
  }
}

function sql<T>(statement: string, database = path): T[] {
  const connection = new Database(database);
  try {
    return connection.query<T, []>(statement).all();
  } finally {
    connection.close();
  }
}

const ids = (database = path) =>
  new Map(
    sql<{ name: string; id: number }>("SELECT name, id FROM torrents ORDER BY id", database).map(({ name, id }) => [
      name,
      id,
    ]),
  );
const revision = () => sql<{ revision: number }>("SELECT revision FROM totals")[0]?.revision ?? 0;
const isSound = () => sql("PRAGMA integrity_check");

const back = (options: { force?: boolean; from?: string } = {}) =>
  restore({ file: options.from ?? file, path, force: options.force ?? false });

describe("a wrecked database", () => {
  const wrecks: [how: string, wreck: () => void, kept: boolean][] = [
    ["its first bytes overwritten", () => overwrite(0, 100), true],
    ["most of it overwritten", () => overwrite(4096, statSync(path).size), true],
    ["cut short", () => truncateSync(path, 5_000), true],
    ["emptied", () => truncateSync(path, 0), true],
    ["gone", () => rmSync(path), false],
  ];

  test.each(wrecks)("%s: the same answers and ids, and no id twice", async (_, wreck, isKept) => {
    const before = await answers();
    const [idsBefore, revisionBefore] = [ids(), revision()];
    add("since");
    await scan();
    const given = ids().get("since");
    dir.remove("torrents/since.torrent");
    wreck();
    const done = await back();
    expect(await answers()).toEqual(before);
    expect(ids()).toEqual(idsBefore);
    expect(done).toMatchObject({ torrents: TORRENTS, ids_known: false, live: false, database: path, file });
    expect(done.kept !== null).toBe(isKept);
    expect(revision()).toBe(revisionBefore + UNKNOWN_JUMP);
    expect(isSound()).toEqual([{ integrity_check: "ok" }]);

    add("other");
    expect((await scan()).code).toBe(0);
    expect(ids().get("other")).toBeGreaterThan(given ?? 0);
    expect(ids().get("other")).toBe(TORRENTS + UNKNOWN_JUMP + 1);
  });

  function overwrite(from: number, to: number): void {
    const bytes = Buffer.alloc(statSync(path).size, 0x5a);
    Buffer.from(readFileSync(path)).copy(bytes, 0, 0, from);
    Buffer.from(readFileSync(path)).copy(bytes, to, to);
    writeFileSync(path, bytes);
  }
});

describe("a database that can still be read", () => {
  test("tells which ids it gave out; its epoch ends, its lineage goes on", async () => {
    const store = Store.open(path);
    const identity = store.identity();
    store.close();
    add("since");
    await scan();
    const [given, last] = [ids().get("since") ?? 0, revision()];
    dir.remove("torrents/since.torrent");
    expect((await back()).ids_known).toBe(true);
    expect(revision()).toBe(last);
    const after = Store.open(path);
    expect(after.identity().lineage).toBe(identity.lineage);
    expect(after.identity().epoch).not.toBe(identity.epoch);
    expect(after.runs.newest("restore", 1)[0]).toMatchObject({ status: "done", summary: { file } });
    expect(after.runs.newest("backup", 1)).toEqual([]);
    after.close();
    add("other");
    await scan();
    expect(ids().get("other")).toBe(given + 1);
    expect(revision()).toBeGreaterThan(last);
  });

  test("is kept beside it with what stood in its log only", async () => {
    const child = await Child.start(
      path,
      `const store = Store.open(path); store.write(() => store.roots.register("/in/the/log", 0)); ready(store); await Bun.sleep(1e9);`,
    );
    await child.kill();
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
    const { kept } = await back();
    const roots = sql<{ path: string }>("SELECT CAST(path AS TEXT) AS path FROM roots ORDER BY id", kept ?? "");
    expect(roots.map((root) => root.path)).toEqual([dir.path("torrents"), "/in/the/log"]);
    expect(sql("SELECT 1 FROM roots")).toHaveLength(1);
    const second = await back();
    expect(second.kept).not.toBe(kept);
    expect(existsSync(kept ?? "")).toBe(true);
  });

  test("a log that was left alone is kept, and is never taken for the restored one's", async () => {
    const child = await Child.start(
      path,
      `const store = Store.open(path); store.write(() => store.settings.write("backup_keep", 99)); ready(store); await Bun.sleep(1e9);`,
    );
    await child.kill();
    const log = await Bun.file(`${path}-wal`).bytes();
    expect(log.length).toBeGreaterThan(0);
    rmSync(path);
    expect((await back()).kept).toBe(null);
    const [kept = ""] = readdirSync(dir.root).filter((name) => /before-restore.*-wal$/.test(name));
    expect(await Bun.file(dir.path(kept)).bytes()).toEqual(log);
    expect(sql("SELECT value FROM settings WHERE key = 'backup_keep'")).toEqual([{ value: "7" }]);
    expect(isSound()).toEqual([{ integrity_check: "ok" }]);
  });

  test("an older backup is migrated", async () => {
    const old = new Database(dir.path("old.db"), { create: true });
    old.run(MIGRATIONS[0] ?? "");
    old.run("INSERT INTO roots (path, added_at) VALUES (x'2f61', 7)");
    old.run("PRAGMA application_id = 0x52534452");
    old.run("PRAGMA user_version = 1");
    old.close();
    const before = statSync(dir.path("old.db")).mtimeMs;
    await back({ from: dir.path("old.db") });
    const store = Store.open(path);
    expect(store.roots.list().map((root) => root.path)).toEqual(["/a"]);
    expect(store.identity().lineage).toMatch(/^[0-9a-f]{16}$/);
    store.close();
    expect(statSync(dir.path("old.db")).mtimeMs).toBe(before);
  });
});

describe("while another process has the database open", () => {
  const IDLE = "ready(Store.open(path)); await Bun.sleep(1e9);";

  test("nothing is done unless told", async () => {
    await using child = await Child.start(path, IDLE);
    add("since");
    await scan();
    const before = ids();
    await expect(back()).rejects.toMatchObject({
      code: "DATABASE_IN_USE",
      exitCode: 11,
      message: expect.stringContaining(`process ${child.pid}`),
    });
    expect(ids()).toEqual(before);
    expect(leftovers()).toEqual([]);
  });

  test("not even when it is damaged, as long as the process lives", async () => {
    await using child = await Child.start(path, IDLE);
    const bytes = await Bun.file(path).bytes();
    writeFileSync(path, bytes.fill(0x5a, 0, 100));
    await expect(back()).rejects.toMatchObject({ code: "DATABASE_IN_USE" });
    await child.kill();
    expect((await back()).kept).not.toBe(null);
  });

  test("told to, the process goes on with the restored contents and gives no id twice", async () => {
    const before = await answers();
    add("since");
    await scan();
    const given = ids().get("since") ?? 0;
    const last = revision();
    const { epoch } = sql<{ epoch: string }>("SELECT epoch FROM identity")[0] ?? {};
    const store = Store.open(path);
    // As Litestream leaves in a database that it replicates.
    sql("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)");
    const done = await back({ force: true });
    expect(done).toMatchObject({ live: true, ids_known: true });
    expect(store.statistics.totals().torrents).toBe(TORRENTS);
    expect(await answers()).toEqual(before);
    expect(ids(done.kept ?? "").get("since")).toBe(given);
    expect(revision()).toBe(last);
    expect(sql<{ epoch: string }>("SELECT epoch FROM identity")[0]?.epoch).not.toBe(epoch);
    dir.remove("torrents/since.torrent");
    add("other");
    await scan();
    expect(ids().get("other")).toBe(given + 1);
    expect(store.statistics.totals().torrents).toBe(TORRENTS + 1);
    store.close();
    expect(isSound()).toEqual([{ integrity_check: "ok" }]);
  });
});

describe("what is no sound backup of ours", () => {
  const bad: [what: string, make: (file: string) => void, code: string][] = [
    ["a damaged one", (at) => damage(at), "BACKUP_DAMAGED"],
    ["one cut short", (at) => truncateSync(at, 8_192), "BACKUP_DAMAGED"],
    ["a text", (at) => writeFileSync(at, "no backup ".repeat(500)), "BACKUP_DAMAGED"],
    ["somebody else's", (at) => foreign(at), "DATABASE_FOREIGN"],
    ["a newer one", (at) => newer(at), "DATABASE_NEWER"],
    ["none at all", (at) => rmSync(at), "NOT_FOUND"],
  ];

  test.each(bad)("%s is rejected, and nothing is changed", async (_, make, code) => {
    copyFileSync(file, dir.path("bad.db"));
    make(dir.path("bad.db"));
    const before = await Bun.file(path).bytes();
    await expect(back({ from: dir.path("bad.db") })).rejects.toMatchObject({ code });
    expect(await Bun.file(path).bytes()).toEqual(before);
    expect(leftovers()).toEqual([]);
  });

  test("the database itself is none", async () => {
    await expect(back({ from: path })).rejects.toMatchObject({ code: "USAGE" });
  });

  function damage(at: string): void {
    const page = sql<{ rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'locations'", at)[0];
    const bytes = readFileSync(at) as Buffer;
    const start = ((page?.rootpage ?? 0) - 1) * 4096;
    writeFileSync(at, bytes.fill(0x5a, start, start + 4096));
  }
  function foreign(at: string): void {
    rmSync(at);
    const database = new Database(at, { create: true });
    database.run("CREATE TABLE x (y)");
    database.close();
  }
  function newer(at: string): void {
    const database = new Database(at);
    database.run(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    database.close();
  }
});

test("killed at any moment, the database is the old one or the restored one", async () => {
  add("since");
  await scan();
  const [withSince, without] = [TORRENTS + 1, TORRENTS];
  const script = `
    const { restore } = await import(${JSON.stringify(new URL("../../../src/work/backup/restore.ts", import.meta.url).pathname)});
    await restore({ file: process.argv[1], path: process.argv[2], force: false });`;
  const start = performance.now();
  const command = [process.execPath, "-e", script, file, path];
  expect((await Bun.spawn(command, { stderr: "inherit" }).exited) === 0).toBe(true);
  const whole = performance.now() - start;
  for (let i = 0; i < 12; i++) {
    add("since");
    await scan();
    const child = Bun.spawn(command, { stderr: "ignore" });
    // Spread over the time that a whole restore takes; whichever step that is, the outcome is one of two.
    const timer = setTimeout(() => child.kill("SIGKILL"), (whole * (i + 1)) / 12);
    await child.exited;
    clearTimeout(timer);
    const offered = Store.open(path);
    const { torrents } = offered.statistics.totals();
    offered.close();
    expect([withSince, without]).toContain(torrents);
    expect(isSound()).toEqual([{ integrity_check: "ok" }]);
    // What the killed one left is taken away by the next.
    dir.remove("torrents/since.torrent");
    await scan();
  }
  await back();
  expect(leftovers()).toEqual([]);
});

testWith(MAY_MOUNT, "right to mount")(
  "on a full disk nothing is changed, and the message says what is needed",
  async () => {
    using disk = new Disk(dir, 4_096);
    copyFileSync(path, `${disk.path}/reseeder.db`);
    const bytes = await Bun.file(path).bytes();
    disk.resize(Math.ceil(bytes.length / 1024) + 40);
    await expect(restore({ file, path: `${disk.path}/reseeder.db`, force: false })).rejects.toMatchObject({
      code: "DATABASE_FULL",
      message: expect.stringContaining("nothing was changed"),
      hint: expect.stringContaining("Free some disk space"),
    });
    expect(readdirSync(disk.path).filter((name) => name.includes("restor"))).toEqual([]);
    disk.resize(8_192);
    const store = Store.open(`${disk.path}/reseeder.db`);
    expect(store.statistics.totals().torrents).toBe(TORRENTS);
    store.close();
  },
);

/** Files that a restore must not leave. */
function leftovers(): string[] {
  return readdirSync(dir.root).filter((name) => /restoring|-journal/.test(name));
}
