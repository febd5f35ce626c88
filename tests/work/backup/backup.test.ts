import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { examine } from "../../../src/store/database/examine.ts";
import { Store } from "../../../src/store/store.ts";
import { type BackupEvent, type BackupRequest, makeBackup } from "../../../src/work/backup/backup.ts";
import { leftovers, listBackups, reserve } from "../../../src/work/backup/backup-files.ts";
import { otherCopies } from "../../../src/work/backup/other-copies.ts";
import { restore } from "../../../src/work/backup/restore.ts";
import { verifyBackup } from "../../../src/work/backup/verify-backup.ts";
import { Child } from "../../support/child.ts";
import { addTorrent } from "../../support/indexed.ts";
import { Disk, MAY_MOUNT } from "../../support/mount.ts";
import { testWith } from "../../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Tree, tree } from "../../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

const NOON = Date.UTC(2026, 10, 20, 12, 0, 0);
let dir: Tree;
let path: string;

beforeEach(() => {
  dir = tree();
  path = dir.path("data/reseeder.db");
  mkdirSync(dir.path("data"));
  const store = Store.open(path, { create: true });
  for (let i = 0; i < 5; i++) addTorrent(store, plainTorrent(`t${i}`, i + 1));
  store.close();
});

afterEach(() => dir[Symbol.dispose]());

function back(request: Partial<BackupRequest> = {}, at = NOON, signal = new AbortController().signal) {
  const events: BackupEvent[] = [];
  const made = makeBackup(
    { path, folder: null, keep: null, run: null, ...request },
    (event) => events.push(event),
    signal,
    () => at,
  );
  return made.then((result) => ({ result, events }));
}

const names = (folder = dir.path("data/backups")) => readdirSync(folder).sort();

function runs() {
  const store = Store.open(path);
  const found = store.runs.newest("backup", 9).map(({ status, summary }) => ({ status, summary }));
  store.close();
  return found;
}

describe("a backup", () => {
  test("is a sound copy under the time's name beside the database, for its owner alone, and noted", async () => {
    const { result, events } = await back();
    const file = dir.path("data/backups/reseeder-20261120T120000Z.db");
    expect(result).toEqual({
      status: "done",
      file,
      bytes: statSync(file).size,
      torrents: 5,
      rows: expect.any(Number),
      removed: [],
      problems: [],
      duration_ms: 0,
    });
    expect(result.rows).toBe(Object.values(examine(file).tables).reduce((sum, n) => sum + n, 0));
    expect(names()).toEqual([basename(file)]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dir.path("data/backups")).mode & 0o777).toBe(0o700);
    expect(events[0]).toEqual({ type: "started", database: path, file });
    expect(events.at(-1)).toEqual({ type: "progress", step: "verifying", percent: 100 });
    expect(runs()).toEqual([{ status: "done", summary: result }]);
  });

  test("goes where the setting or the caller says", async () => {
    const store = Store.open(path);
    store.write(() => store.settings.write("backup_dir", "../elsewhere/deep"));
    store.close();
    expect((await back()).result.file).toStartWith(dir.path("elsewhere/deep/reseeder-"));
    expect((await back({ folder: dir.path("here") })).result.file).toStartWith(dir.path("here/reseeder-"));
  });

  test("never takes the name of another one", async () => {
    const files = await Promise.all([back(), back(), back()]);
    expect(files.map(({ result }) => basename(result.file)).sort()).toEqual([
      "reseeder-20261120T120000Z.db",
      "reseeder-20261120T120001Z.db",
      "reseeder-20261120T120002Z.db",
    ]);
    for (const { result } of files) expect(verifyBackup(result.file).torrents).toBe(5);
  });

  test("can be made of a database that cannot be written, and says so by not being noted", async () => {
    if (!MAY_MOUNT) return;
    using disk = new Disk(dir, 8_192);
    copyFileSync(path, `${disk.path}/reseeder.db`);
    disk.setReadOnly(true);
    const folder = dir.path("out");
    const { result } = await back({ path: `${disk.path}/reseeder.db`, folder });
    expect(verifyBackup(result.file).torrents).toBe(5);
    expect(names(folder)).toEqual([basename(result.file)]);
  });
});

describe("older backups", () => {
  test("beyond those to keep are removed, the oldest first", async () => {
    for (let i = 0; i < 5; i++) await back({ keep: 9 }, NOON + i * 1_000);
    const { result } = await back({ keep: 2 }, NOON + 9_000);
    expect(names()).toEqual(["reseeder-20261120T120004Z.db", "reseeder-20261120T120009Z.db"]);
    expect(result.removed.map((file) => basename(file))).toEqual(
      [3, 2, 1, 0].map((i) => `reseeder-20261120T12000${i}Z.db`),
    );
  });

  test("go by the order in which they were made, not by clocks; the one just made stays in any case", async () => {
    const ahead = NOON + 400 * 86_400_000;
    for (let i = 0; i < 3; i++) await back({ keep: 9 }, ahead + i * 1_000);
    const { result } = await back({ keep: 2 });
    expect(names()).toEqual(["reseeder-20261120T120000Z.db", "reseeder-20271225T120002Z.db"]);
    expect(listBackups(dir.path("data/backups")).map((file) => file.path)[0]).toBe(result.file);
    await back({ keep: 2 }, NOON - 86_400_000);
    expect(names()).toEqual(["reseeder-20261119T120000Z.db", "reseeder-20261120T120000Z.db"]);
    // After a restore numbers go on, so what is made then is the newest.
    await restore({
      file: dir.path("data/backups/reseeder-20261119T120000Z.db"),
      path,
      force: false,
      clock: () => NOON,
    });
    await back({ keep: 1 }, NOON - 2 * 86_400_000);
    expect(names()).toEqual(["reseeder-20261118T120000Z.db"]);
  });

  test("of a copy of the database that backs up into the same folder are nobody's but the copy's", async () => {
    const copy = dir.path("data/copy.db");
    copyFileSync(path, copy);
    const { result } = await back({ path: copy });
    const own = await back({ keep: 1 }, NOON + 1_000);
    expect([own.result.removed, names().length]).toEqual([[], 2]);
    const store = Store.open(path);
    const { lineage } = store.identity();
    store.close();
    expect(otherCopies(path, dir.path("data/backups"), lineage)).toEqual([
      { path: own.result.file, own: true },
      { path: result.file, own: false },
    ]);
  });

  test("of a version that counted none are older than those of one that does", async () => {
    const { result } = await back({}, NOON + 9_000);
    const database = new Database(result.file);
    database.run("DROP TABLE backups");
    database.close();
    await back({ keep: 1 });
    expect(names()).toEqual(["reseeder-20261120T120000Z.db"]);
  });

  test("only files of this database's own making are ever removed", async () => {
    const { result } = await back({}, NOON - 9_000_000);
    const folder = dir.path("data/backups");
    const old = (second: number) => `${folder}/reseeder-20200101T00000${second}Z.db`;
    const strange = Store.open(dir.path("strange.db"), { create: true });
    strange.close();
    copyFileSync(dir.path("strange.db"), old(0));
    const foreign = new Database(old(1), { create: true });
    foreign.run("CREATE TABLE x (y)");
    foreign.close();
    writeFileSync(old(2), "a text ".repeat(100));
    mkdirSync(old(3));
    copyFileSync(result.file, `${folder}/reseeder-20200101T000000Z.db.kept`);
    copyFileSync(result.file, `${folder}/my-reseeder-20200101T000000Z.db`);
    const before = names();
    const { result: last } = await back({ keep: 1 });
    expect(last.removed).toEqual([result.file]);
    expect(names()).toEqual([...before.filter((name) => name !== basename(result.file)), basename(last.file)].sort());
  });

  testWith(MAY_MOUNT, "right to mount")("that cannot be removed make it partly done; the new one is good", async () => {
    const { result } = await back();
    // A mount point cannot be removed, not even by root.
    Bun.spawnSync(["mount", "--bind", result.file, result.file]);
    try {
      const { result: second } = await back({ keep: 1 }, NOON + 5_000);
      expect(second).toMatchObject({ status: "partly", removed: [] });
      expect(second.problems).toEqual([
        expect.stringContaining(`Cannot remove the old backup ${result.file}: resource busy`),
      ]);
      expect(verifyBackup(second.file).torrents).toBe(5);
      expect(runs()[0]?.status).toBe("partly");
    } finally {
      Bun.spawnSync(["umount", result.file]);
    }
  });

  test("are listed with what a look shows, the newest first", async () => {
    await back();
    await back({}, NOON + 1_000);
    const folder = dir.path("data/backups");
    writeFileSync(`${folder}/reseeder-20261120T120003Z.db`, "broken ".repeat(99));
    writeFileSync(`${folder}/notes.txt`, "x");
    expect(listBackups(folder).map(({ at, torrents, problem }) => [at - NOON, torrents, problem === null])).toEqual([
      [3_000, 0, false],
      [1_000, 5, true],
      [0, 5, true],
    ]);
  });
});

describe("a backup that fails", () => {
  test("for want of a folder leaves nothing and is noted", async () => {
    dir.write("file", "x");
    await expect(back({ folder: dir.path("file/backups") })).rejects.toMatchObject({
      code: "BACKUP_FAILED",
      message: expect.stringContaining(`Cannot create a backup in ${dir.path("file/backups")}: not a directory`),
    });
    expect(runs()).toEqual([{ status: "failed", summary: { code: "BACKUP_FAILED", message: expect.any(String) } }]);
  });

  testWith(MAY_MOUNT, "right to mount")("on a full disk leaves nothing there, and older ones stay", async () => {
    using disk = new Disk(dir, 1_024);
    const { result } = await back({ folder: disk.path });
    disk.resize(Math.ceil(statSync(result.file).size / 1024) + 60);
    await expect(back({ folder: disk.path, keep: 1 })).rejects.toMatchObject({
      code: "BACKUP_FAILED",
      message: `Cannot create a backup in ${disk.path}: the disk is full`,
      hint: expect.stringContaining("--dir"),
    });
    expect(names(disk.path)).toEqual([basename(result.file)]);
    expect(runs().map(({ status }) => status)).toEqual(["failed", "done"]);
  });

  test("because the database is damaged is thrown away, and older ones are kept", async () => {
    const { result } = await back();
    const database = new Database(path);
    const sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'locations_by_torrent'";
    const page = database.query<{ rootpage: number }, []>(sql).get()?.rootpage ?? 0;
    database.close();
    const bytes = await Bun.file(path).bytes();
    // The cells' end only: the table can be read, its index is wrong.
    writeFileSync(path, bytes.fill(0x01, page * 4096 - 30, page * 4096));
    await expect(back({ keep: 1 })).rejects.toMatchObject({
      code: "BACKUP_DAMAGED",
      hint: expect.stringContaining("doctor"),
    });
    expect(names()).toEqual([basename(result.file)]);
  });

  test("because it was stopped is cancelled, not failed", async () => {
    const stopping = new AbortController();
    stopping.abort();
    await expect(back({}, NOON, stopping.signal)).rejects.toMatchObject({ code: "BACKUP_FAILED" });
    expect(runs()[0]?.status).toBe("cancelled");
    expect(names()).toEqual([]);
  });

  test("what a killed one left goes with the next, where nobody can tell after an hour; what another one writes now is not", async () => {
    const folder = dir.folder("data/backups");
    const left = reserve(folder, NOON - 86_400_000);
    writeFileSync(`${left.temporary}-journal`, "");
    const now = reserve(folder, NOON - 1_000);
    const old = new Date(Date.now() - 2 * 3_600_000);
    for (const file of [left.temporary, `${left.temporary}-journal`]) utimesSync(file, old, old);
    const dead = left.temporary.replace(`-${process.pid}.`, "-4194999.");
    const elsewhere = now.temporary.replace(/[0-9a-f]{8}-\d+\.partial$/, "00000000-4194999.partial");
    for (const file of [dead, `${dead}-journal`, elsewhere]) writeFileSync(file, "");
    expect(leftovers(folder, Date.now()).sort()).toEqual(
      [dead, `${dead}-journal`, left.temporary, `${left.temporary}-journal`].sort(),
    );
    await back({}, Date.now());
    expect([existsSync(dead), existsSync(`${dead}-journal`), existsSync(elsewhere)]).toEqual([false, false, true]);
    expect(existsSync(left.temporary) || existsSync(`${left.temporary}-journal`)).toBe(false);
    expect(existsSync(now.temporary)).toBe(true);
    rmSync(now.temporary);
  });
});

test("is made and sound while other processes scan and report without a pause", async () => {
  const body = `
    const store = Store.open(path, { relaxed: true });
    for (let i = 0; ; i++) {
      store.write(() => store.roots.register("/" + process.pid + "/" + i, 0));
      if (i === 3) ready();
    }`;
  await using one = await Child.start(path, body);
  await using two = await Child.start(path, body);
  for (let i = 0; i < 4; i++) expect(verifyBackup((await back({}, NOON + i * 1_000)).result.file).torrents).toBe(5);
  expect([one.isAlive, two.isAlive]).toEqual([true, true]);
});
