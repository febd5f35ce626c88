import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, mkdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { fileKey } from "../../../src/core/content/names.ts";
import { Store } from "../../../src/store/store.ts";
import { Mounts } from "../../../src/work/files/mounts.ts";
import { registerRoots } from "../../../src/work/roots/register-roots.ts";
import { removeRoot } from "../../../src/work/roots/remove-root.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { scan } from "../../../src/work/scan/scan.ts";
import { type WatchEvent, type WatchOptions, watch } from "../../../src/work/watch/watch.ts";
import type { WatchTimes } from "../../../src/work/watch/watch-times.ts";
import type { FolderListener, WatchFolder } from "../../../src/work/watch/watcher.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

// The only clock of these tests: they wait for what a watcher tells, never for time to pass.
setDefaultTimeout(TEST_TIMEOUT_MS);

type Told<T extends WatchEvent["type"], E extends WatchEvent = WatchEvent> = E extends WatchEvent
  ? T extends E["type"]
    ? E
    : never
  : never;

/** Short ones, so that the tests are; `freshMs` is long unless a test is about it. */
const TIMES: Partial<WatchTimes> = {
  quietMs: 25,
  latestMs: 250,
  settleMs: 100,
  checkMs: 50,
  freshMs: 0,
  lostMs: 50,
  retryMs: 20,
  pollMs: 50,
};

/** A database beside folders of .torrent files. */
function tracker(files: Record<string, string | Uint8Array> = {}, below = ["root"]) {
  const dir = tree(files);
  const path = dir.path("reseeder.db");
  const store = Store.open(path, { create: true });
  registerRoots(
    store,
    below.map((name) => dir.folder(name)),
    0,
  );
  const sql = new Database(path);
  return {
    dir,
    store,
    path,
    sql,
    totals: () => store.statistics.totals(),
    revision: () => sql.query<{ revision: number }, []>("SELECT revision FROM totals").get()?.revision,
    /** Ids of the torrents on offer that hold a file of this name and size. */
    offered(name: string, size: number): number[] {
      const found = store.postings.hits("name", [fileKey(name, size)], 10).map(({ torrentId }) => torrentId);
      return store.torrents.rankingRows(found).map(({ id }) => id);
    },
    [Symbol.dispose]() {
      sql.close();
      store.close();
      dir[Symbol.dispose]();
    },
  };
}

/** A watcher that runs beside a test; `until` reads on to the next event that is wanted. */
function follow(path: string, { times, ...options }: WatchOptions = {}) {
  const stopping = new AbortController();
  const stores = new Stores(path, { busyTimeoutMs: 10 });
  const events = watch(stores, {
    signal: stopping.signal,
    times: { ...TIMES, ...times },
    untold: () => null,
    ...options,
  });
  const told: WatchEvent[] = [];
  return {
    told,
    /** @param never what may not come before */
    async until<T extends WatchEvent["type"]>(
      type: T,
      is: (event: Told<T>) => boolean = () => true,
      never?: WatchEvent["type"],
    ): Promise<Told<T>> {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error(`the watcher ended before ${type}: ${JSON.stringify(told)}`);
        told.push(value);
        expect(value.type).not.toBe(never);
        if (value.type === type && is(value as Told<T>)) return value as Told<T>;
      }
    },
    /** What was told since the last call, of the given types. */
    since: (...types: WatchEvent["type"][]) => told.splice(0).filter(({ type }) => types.includes(type)),
    async stop() {
      stopping.abort();
      for await (const event of events) told.push(event);
    },
    async [Symbol.asyncDispose]() {
      await this.stop();
      stores.close();
    },
  };
}

/** A watcher that has made its first sweep. */
async function started(path: string, options: WatchOptions = {}) {
  const watching = follow(path, options);
  await watching.until("swept");
  watching.told.splice(0);
  return watching;
}

/** Watchers that tell what the test has them tell, or cannot be had at all. */
function puppets(fail: unknown = null) {
  const listeners = new Map<string, FolderListener>();
  const all = {
    fail,
    watchFolder: ((folder, listener) => {
      if (all.fail) throw all.fail;
      listeners.set(folder, listener);
      return { close: () => listeners.delete(folder) };
    }) satisfies WatchFolder,
    tell(folder: string): FolderListener {
      const listener = listeners.get(folder);
      if (!listener) throw new Error(`${folder} is not watched`);
      return listener;
    },
  };
  return all;
}

const torrent = (name: string, size = 1) => plainTorrent(name, size);
const numbered = (folder: string, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${folder}/${i}.torrent`, torrent(`t${i}`, i + 1)]));
const systemError = (code: string) => Object.assign(new Error(`${code}: no more`), { code });

describe("files that come and go", () => {
  test("a dropped one is offered, a removed one is not, and one that returns has its id", async () => {
    using t = tracker();
    await using w = await started(t.path);
    const dropped = t.dir.write("root/a.torrent", torrent("a", 5));
    const { path, torrent_id: id } = await w.until("added");
    expect([path, t.offered("a", 5)]).toEqual([dropped, [id]]);
    t.dir.remove("root/a.torrent");
    // The only torrent of its root: that is no root that was lost.
    expect(await w.until("removed")).toEqual({ type: "removed", path: dropped, torrent_id: id, missing: true });
    expect(t.offered("a", 5)).toEqual([]);
    t.dir.write("root/sub/b.torrent", torrent("a", 5));
    expect((await w.until("returned")).torrent_id).toBe(id);
    expect(t.offered("a", 5)).toEqual([id]);
    expect(w.since("root_lost", "rejected")).toEqual([]);
  });

  test("one that is renamed or moved, below its root or to another, is on offer all the time", async () => {
    using t = tracker({ "root/a.torrent": torrent("a", 5) }, ["root", "other"]);
    await using w = follow(t.path);
    await w.until("swept");
    await w.until("swept");
    const [id] = t.offered("a", 5);
    const revision = t.revision();
    let from = t.dir.path("root/a.torrent");
    for (const name of ["root/renamed.torrent", "other/moved.torrent", "root/back.torrent"]) {
      const to = t.dir.path(name);
      renameSync(from, to);
      expect(await w.until("updated")).toEqual({ type: "updated", path: to, torrent_id: id as number });
      expect(await w.until("removed")).toMatchObject({ path: from, torrent_id: id as number, missing: false });
      from = to;
    }
    expect([t.revision(), t.offered("a", 5)]).toEqual([revision, [id as number]]);
  });

  test("new folders, trees moved in, renamed and moved out", async () => {
    using t = tracker();
    t.dir.write("aside/deep/er/a.torrent", torrent("a"));
    await using w = await started(t.path);
    t.dir.write("root/new/folder/b.torrent", torrent("b"));
    await w.until("added", ({ path }) => path.endsWith("/new/folder/b.torrent"));
    renameSync(t.dir.path("aside/deep"), t.dir.path("root/in"));
    const { torrent_id: id } = await w.until("added", ({ path }) => path.endsWith("/in/er/a.torrent"));
    t.dir.write("root/in/er/later.torrent", torrent("later"));
    await w.until("added", ({ path }) => path.endsWith("/er/later.torrent"));
    const revision = t.revision();
    renameSync(t.dir.path("root/in"), t.dir.path("root/renamed"));
    await w.until("updated", ({ path }) => path.endsWith("/renamed/er/a.torrent"));
    await w.until("removed", ({ path }) => path.endsWith("/in/er/later.torrent"));
    expect(t.revision()).toBe(revision);
    renameSync(t.dir.path("root/renamed"), t.dir.path("aside/out"));
    await w.until("removed", ({ path }) => path.endsWith("/er/later.torrent"));
    expect([t.offered("a", 1), t.totals()]).toMatchObject([[], { torrents: 1, missing: 2 }]);
    renameSync(t.dir.path("aside/out"), t.dir.path("root/again"));
    expect((await w.until("returned", ({ path }) => path.endsWith("/a.torrent"))).torrent_id).toBe(id);
  });

  test("one whose content is replaced: the old torrent goes, the new one comes", async () => {
    using t = tracker({ "root/a.torrent": torrent("old", 5) });
    await using w = await started(t.path);
    t.dir.write("root/.a.tmp", torrent("new", 6));
    renameSync(t.dir.path("root/.a.tmp"), t.dir.path("root/a.torrent"));
    await w.until("added");
    expect([t.offered("old", 5), t.offered("new", 6).length, t.totals().missing]).toEqual([[], 1, 1]);
  });

  test("names that are no UTF-8 and folders behind links are watched like all others", async () => {
    using t = tracker();
    t.dir.folder("elsewhere/sub");
    symlinkSync(t.dir.path("elsewhere"), t.dir.path("root/link"));
    await using w = await started(t.path, { times: { settleMs: 1e9 } });
    writeFileSync(t.dir.bytes(Buffer.from("root/caf\xe9.torrent", "latin1")), torrent("latin"));
    expect((await w.until("added")).path).toBe(t.dir.path("root/caf\\xe9.torrent"));
    t.dir.write("elsewhere/sub/linked.torrent", torrent("linked"));
    expect((await w.until("added")).path).toBe(t.dir.path("root/link/sub/linked.torrent"));
    t.dir.write("far/further.torrent", torrent("far"));
    symlinkSync(t.dir.path("far"), t.dir.path("root/later"));
    expect((await w.until("added")).path).toBe(t.dir.path("root/later/further.torrent"));
    // Linked while it runs, it is watched from then on, and so is what is linked in there.
    t.dir.write("far/deep/afterwards.torrent", torrent("afterwards"));
    expect((await w.until("added")).path).toBe(t.dir.path("root/later/deep/afterwards.torrent"));
    t.dir.write("more/inner.torrent", torrent("inner"));
    t.dir.folder("post");
    symlinkSync(t.dir.path("more"), t.dir.path("post/more"));
    symlinkSync(t.dir.path("post"), t.dir.path("root/post"));
    expect((await w.until("added")).path).toBe(t.dir.path("root/post/more/inner.torrent"));
    t.dir.write("more/last.torrent", torrent("last"));
    expect((await w.until("added")).path).toBe(t.dir.path("root/post/more/last.torrent"));
    Bun.spawnSync(["sh", "-c", 'rm -- "$0"/caf*.torrent', t.dir.path("root")]);
    expect((await w.until("removed")).missing).toBe(true);
    expect(w.since("swept")).toEqual([]);
  });
});

describe("half-written files", () => {
  test("that were written to a moment ago are waited for, and what they held stays on offer", async () => {
    using t = tracker({ "root/a.torrent": torrent("a", 5) });
    await using w = await started(t.path, { times: { freshMs: 1e9 } });
    const [revision, whole] = [t.revision(), torrent("a", 5)];
    writeFileSync(t.dir.path("root/a.torrent"), whole.slice(0, 60));
    writeFileSync(t.dir.path("root/b.torrent"), torrent("b").slice(0, 60));
    t.dir.write("root/mark1.torrent", torrent("mark1"));
    await w.until("added", ({ path }) => path.endsWith("mark1.torrent"));
    expect([t.revision(), t.offered("a", 5).length]).toEqual([(revision ?? 0) + 1, 1]);
    appendFileSync(t.dir.path("root/a.torrent"), whole.slice(60));
    appendFileSync(t.dir.path("root/b.torrent"), torrent("b").slice(60));
    await w.until("added", ({ path }) => path.endsWith("b.torrent"));
    expect([t.revision(), t.offered("a", 5).length]).toEqual([(revision ?? 0) + 2, 1]);
    expect(w.since("rejected", "removed", "returned")).toEqual([]);
  });

  test("that stay so are rejected, with no further change to tell of them", async () => {
    using t = tracker();
    await using w = await started(t.path, { times: { freshMs: 200 } });
    writeFileSync(t.dir.path("root/half.torrent"), torrent("half").slice(0, 60));
    expect(await w.until("rejected")).toMatchObject({ path: t.dir.path("root/half.torrent"), code: "TRUNCATED" });
    appendFileSync(t.dir.path("root/half.torrent"), torrent("half").slice(60));
    await w.until("added");
    expect([...t.store.locations.rejected()]).toEqual([]);
  });

  test("that are old are rejected at once, and taken when they are whole", async () => {
    using t = tracker({ "root/a.torrent": torrent("a", 5) });
    t.dir.write("aside.torrent", torrent("a", 5).slice(0, 60));
    utimesSync(t.dir.path("aside.torrent"), 1, 1);
    await using w = await started(t.path, { times: { freshMs: 10_000 } });
    renameSync(t.dir.path("aside.torrent"), t.dir.path("root/a.torrent"));
    expect(await w.until("rejected")).toMatchObject({ code: "TRUNCATED" });
    expect(t.totals()).toMatchObject({ torrents: 0, missing: 1 });
    writeFileSync(t.dir.path("root/a.torrent"), torrent("a", 5));
    expect((await w.until("returned")).torrent_id).toBe(1);
  });
});

describe("bursts", () => {
  test("of 2,000 files lose nothing, and a sweep settles them", async () => {
    using t = tracker();
    await using w = await started(t.path);
    for (let i = 0; i < 2_000; i++) writeFileSync(t.dir.path(`root/${i}.torrent`), torrent(`t${i}`, i + 1));
    const { found } = await w.until("swept", ({ reason }) => reason === "settle");
    expect(found).toBe(2_000);
    expect(t.totals()).toMatchObject({ torrents: 2_000, files: 2_000 });
    expect(w.since("swept")).toContainEqual(expect.objectContaining({ reason: "burst" }));
    expect([1, 1_000, 2_000].map((i) => t.offered(`t${i - 1}`, i).length)).toEqual([1, 1, 1]);
  });

  test("that hide a change from the system are settled by a sweep, which says how much was missed", async () => {
    using t = tracker({ "root/gone.torrent": torrent("gone"), ...numbered("root", 3) });
    const system = puppets();
    await using w = await started(t.path, { watchFolder: system.watchFolder, times: { manyPaths: 2 } });
    t.dir.remove("root/gone.torrent");
    for (const name of ["a", "b", "c", "d"]) t.dir.write(`root/${name}.torrent`, torrent(name));
    for (const name of ["a", "b", "c"]) system.tell(t.dir.path("root")).onChange(`${name}.torrent`);
    const swept = await w.until("swept");
    expect(swept).toMatchObject({ reason: "settle", found: 7, added: 1, missing: 1, missed: 2 });
    expect(w.since("added").length).toBe(3);
  });

  test("smaller ones cost no sweep; one from time to time finds what they hid", async () => {
    using t = tracker();
    const system = puppets();
    t.store.write(() => t.store.settings.write("rescan_interval_minutes", 600));
    let ahead = 0;
    const clock = () => Date.now() + ahead;
    await using w = await started(t.path, { watchFolder: system.watchFolder, clock });
    for (const name of ["a", "b"]) t.dir.write(`root/${name}.torrent`, torrent(name));
    system.tell(t.dir.path("root")).onChange("a.torrent");
    await w.until("added");
    t.dir.write("root/c.torrent", torrent("c"));
    ahead = 599 * 60_000;
    system.tell(t.dir.path("root")).onChange("c.torrent");
    await w.until("added");
    expect(w.since("swept")).toEqual([]);
    ahead = 601 * 60_000;
    expect(await w.until("swept")).toMatchObject({ reason: "interval", found: 3, added: 1, missed: 1 });
    expect(t.store.runs.newest("scan", 2)).toMatchObject([
      { status: "done", summary: { type: "done", roots: 1, found: 3, added: 1, duplicates: 0 } },
      { status: "done", summary: { found: 0 } },
    ]);
  });
});

describe("a root that is lost", () => {
  test("by moving it away changes nothing, is told once, and is watched again when it is back", async () => {
    using t = tracker(numbered("root", 3));
    await using w = await started(t.path);
    const before = [t.totals(), t.revision()];
    renameSync(t.dir.path("root"), t.dir.path("away"));
    expect(await w.until("root_lost")).toMatchObject({ root: t.dir.path("root"), code: "ROOT_UNREADABLE" });
    t.dir.write("away/while.torrent", torrent("while"));
    t.dir.remove("away/0.torrent");
    renameSync(t.dir.path("away"), t.dir.path("root"));
    await w.until("root_back");
    expect(await w.until("swept")).toMatchObject({ reason: "returned", found: 3, added: 1, missing: 1 });
    t.dir.write("root/after.torrent", torrent("after"));
    await w.until("added", ({ path }) => path.endsWith("/after.torrent"));
    expect(w.since("root_lost", "removed")).toHaveLength(1);
    expect(before).toEqual([expect.objectContaining({ torrents: 3, missing: 0 }), 3]);
  });

  test("because an empty folder lies in its place, as under a mount, changes nothing either", async () => {
    using t = tracker(numbered("root", 3));
    await using w = await started(t.path);
    renameSync(t.dir.path("root"), t.dir.path("away"));
    mkdirSync(t.dir.path("root"));
    await w.until("root_lost");
    renameSync(t.dir.path("root"), t.dir.path("empty"));
    renameSync(t.dir.path("away"), t.dir.path("root"));
    await w.until("root_back");
    expect([t.totals(), t.revision()]).toEqual([expect.objectContaining({ torrents: 3, missing: 0 }), 3]);
    expect(w.since("root_lost", "removed")).toHaveLength(1);
  });

  test("for the most part keeps what it lost, and takes new files all the same", async () => {
    using t = tracker({ ...numbered("root/most", 20), ...numbered("root", 12) });
    await using w = await started(t.path, { times: { lostMs: 1e9 } });
    // The same 12 torrents lie in both: 8 of 20 are lost, and that is not most of them.
    renameSync(t.dir.path("root/most"), t.dir.path("most"));
    await w.until("removed", ({ path }) => path.endsWith("/most/19.torrent"), "root_lost");
    expect(t.totals()).toMatchObject({ torrents: 12, missing: 8 });
    renameSync(t.dir.path("most"), t.dir.path("root/most"));
    await w.until("returned", ({ path }) => path.endsWith("/19.torrent"));
    for (let i = 0; i < 12; i++) t.dir.remove(`root/${i}.torrent`);
    await w.until("removed", ({ path }) => path.endsWith("/root/11.torrent"));
    renameSync(t.dir.path("root/most"), t.dir.path("most"));
    expect(await w.until("root_lost")).toMatchObject({ code: expect.stringMatching(/^ROOT_(SHRUNK|EMPTY)$/) });
    t.dir.write("root/new.torrent", torrent("new"));
    await w.until("added");
    expect(t.totals()).toMatchObject({ torrents: 21, missing: 0 });
    renameSync(t.dir.path("most"), t.dir.path("root/most"));
    await w.until("root_back");
    expect([t.totals(), w.since("root_lost")]).toMatchObject([{ torrents: 21, missing: 0 }, { length: 1 }]);
  });

  test("for good is let go of by a scan that is told so", async () => {
    using t = tracker(numbered("root/most", 20));
    await using w = await started(t.path);
    renameSync(t.dir.path("root/most"), t.dir.path("most"));
    await w.until("root_lost");
    for await (const _ of scan(t.store, { roots: t.store.roots.list(), prune: true }));
    await w.until("root_back");
    expect(t.totals()).toMatchObject({ torrents: 0, missing: 20 });
  });

  test("from the beginning is waited for", async () => {
    using t = tracker({ "root/a.torrent": torrent("a") });
    renameSync(t.dir.path("root"), t.dir.path("away"));
    await using w = follow(t.path);
    await w.until("root_lost");
    renameSync(t.dir.path("away"), t.dir.path("root"));
    expect(await w.until("swept")).toMatchObject({ added: 1 });
  });
});

describe("what the system cannot watch", () => {
  const LIMITED = { code: "WATCH_LIMIT", hint: expect.stringContaining("sysctl fs.inotify.max_user_watches=524288") };

  test.each(["at once", "a moment later"])("is told %s with what to do, once, and polled", async (when) => {
    using t = tracker();
    const system = puppets(when === "at once" ? systemError("ENOSPC") : null);
    await using w = follow(t.path, { watchFolder: system.watchFolder });
    if (when !== "at once") {
      await w.until("swept");
      system.tell(t.dir.path("root")).onError(systemError("ENOSPC"));
    }
    expect(await w.until("limited")).toMatchObject({ root: t.dir.path("root"), ...LIMITED });
    t.dir.write("root/a.torrent", torrent("a", 5));
    expect(await w.until("swept", ({ added }) => added === 1)).toMatchObject({ found: 1, missed: 0 });
    t.dir.write("root/b.torrent", torrent("b", 6));
    await w.until("swept", ({ added }) => added === 1);
    expect([t.offered("a", 5).length, t.offered("b", 6).length]).toEqual([1, 1]);
    expect(w.since("limited")).toHaveLength(1);
  });

  test("is tried again, and watched once the limit is raised", async () => {
    using t = tracker();
    const system = puppets(systemError("EMFILE"));
    await using w = follow(t.path, { watchFolder: system.watchFolder, times: { rewatchMs: 1 } });
    expect((await w.until("limited")).hint).toContain("fs.inotify.max_user_instances");
    system.fail = null;
    expect(await w.until("watching")).toMatchObject({ mode: "events" });
    await w.until("swept");
    t.dir.write("root/a.torrent", torrent("a"));
    system.tell(t.dir.path("root")).onChange("a.torrent");
    await w.until("added");
  });

  test.each([
    ["the folder", ""],
    ["a mount in it", "/sub"],
    ["a folder that it links to", "elsewhere"],
  ])("on a network file system, %s, is looked for besides, and what is told is heard", async (_, where) => {
    using t = tracker();
    t.dir.folder("root/sub");
    symlinkSync(t.dir.folder("elsewhere"), t.dir.path("root/link"));
    const system = puppets();
    const mounts = new Mounts(
      () => 0,
      () => {
        const far = where === "elsewhere" ? t.dir.path(where) : t.dir.path(`root${where}`);
        return `1 0 0:1 / / rw - ext4 x rw\n2 1 0:2 / ${far} rw - nfs4 x rw`;
      },
    );
    const untold: typeof mounts.untold = (folder, links) => mounts.untold(folder, links);
    await using w = follow(t.path, { watchFolder: system.watchFolder, untold });
    expect(await w.until("watching")).toMatchObject({ mode: "events" });
    await w.until("swept");
    const untoldOf = { code: "WATCH_UNTOLD", message: expect.stringContaining("nfs4 at /") };
    expect(w.since("limited")).toEqual([expect.objectContaining(untoldOf)]);
    t.dir.write("root/a.torrent", torrent("a"));
    expect(await w.until("swept", ({ added }) => added === 1)).toMatchObject({ missed: 0 });
    t.dir.write("root/b.torrent", torrent("b", 6));
    system.tell(t.dir.path("root")).onChange("b.torrent");
    while (t.offered("b", 6).length === 0) await w.until("swept");
    expect(w.since("limited")).toEqual([]);
  });

  test("on a network file system need not be tried", async () => {
    using t = tracker();
    const system = puppets();
    await using w = follow(t.path, { watchFolder: system.watchFolder, pollMs: 20 });
    expect(await w.until("watching")).toMatchObject({ mode: "polling" });
    t.dir.write("root/a.torrent", torrent("a"));
    await w.until("swept", ({ added }) => added === 1);
    expect(() => system.tell(t.dir.path("root"))).toThrow("is not watched");
  });
});

describe("the database", () => {
  test("locked by another process is waited for, and nothing is lost", async () => {
    using t = tracker();
    await using w = await started(t.path);
    t.sql.run("BEGIN IMMEDIATE");
    t.dir.write("root/a.torrent", torrent("a", 5));
    expect(await w.until("waiting")).toMatchObject({ code: "DATABASE_LOCKED" });
    t.dir.write("root/b.torrent", torrent("b", 6));
    t.sql.run("COMMIT");
    await w.until("added", ({ path }) => path.endsWith("b.torrent"));
    expect([t.offered("a", 5).length, t.offered("b", 6).length]).toEqual([1, 1]);
    if (!w.told.some(({ type }) => type === "resumed")) await w.until("resumed");
    expect(w.since("waiting")).toHaveLength(1);
  });

  test("replaced by another file, a restored backup, is brought up to date", async () => {
    using t = tracker({ "root/a.torrent": torrent("a", 5) });
    t.sql.run(`VACUUM INTO '${t.dir.path("backup.db")}'`);
    await using w = await started(t.path);
    t.dir.write("root/b.torrent", torrent("b", 6));
    await w.until("added");
    for (const suffix of ["", "-wal", "-shm"]) renameSync(`${t.path}${suffix}`, t.dir.path(`old.db${suffix}`));
    renameSync(t.dir.path("backup.db"), t.path);
    expect(await w.until("swept")).toMatchObject({ reason: "start", added: 2 });
  });

  test("with torrents that a killed scan left without postings is mended first", async () => {
    using t = tracker({ "root/a.torrent": torrent("a", 5) });
    await (await started(t.path)).stop();
    t.sql.run("DELETE FROM name_index; DELETE FROM size_index; INSERT INTO unindexed SELECT id FROM torrents");
    expect(t.offered("a", 5)).toEqual([]);
    await using _ = await started(t.path);
    expect(t.offered("a", 5)).toHaveLength(1);
  });
});

describe("the registered paths", () => {
  test("come and go while it watches", async () => {
    using t = tracker({ "more/b.torrent": torrent("b") }, []);
    await using w = follow(t.path);
    await w.until("idle");
    const [root] = registerRoots(t.store, [t.dir.path("more")], 0);
    expect(await w.until("swept")).toMatchObject({ root: t.dir.path("more"), reason: "start", added: 1 });
    t.dir.write("more/c.torrent", torrent("c"));
    await w.until("added");
    if (root) await removeRoot(t.store, root);
    expect(await w.until("unwatched")).toEqual({ type: "unwatched", root: t.dir.path("more") });
    await w.until("idle");
  });

  test("can be chosen from", async () => {
    using t = tracker({ "other/b.torrent": torrent("b") }, ["root", "other"]);
    await using w = await started(t.path, { paths: [t.dir.path("root")] });
    t.dir.write("root/a.torrent", torrent("a"));
    await w.until("added");
    expect(t.totals().torrents).toBe(1);
  });
});

test("stopping ends it in order, wherever it is, and closes every watcher", async () => {
  using t = tracker(numbered("root", 3));
  const system = puppets();
  const w = await started(t.path, { watchFolder: system.watchFolder });
  await w.stop();
  expect(() => system.tell(t.dir.path("root"))).toThrow("is not watched");
  await using early = follow(t.path, { signal: AbortSignal.abort() });
  await expect(early.until("watching")).rejects.toThrow("the watcher ended");
});
