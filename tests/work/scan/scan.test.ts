import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { Store } from "../../../src/store/store.ts";
import { registerRoots } from "../../../src/work/roots/register-roots.ts";
import { type ScanEvent, type ScanOptions, scan } from "../../../src/work/scan/scan.ts";
import { dumpIndex, idsByHash } from "../../support/dump.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

type Done = Extract<ScanEvent, { type: "done" }>;

/** A database beside a folder of .torrent files, and how to scan it. */
function tracker(files: Record<string, string | Uint8Array> = {}) {
  const dir = tree(Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`root/${path}`, bytes])));
  dir.folder("root");
  const path = dir.path("reseeder.db");
  const store = Store.open(path, { create: true });
  return {
    dir,
    store,
    path,
    file: (name: string) => dir.path("root", name),
    write: (name: string, bytes: string | Uint8Array) => dir.write(`root/${name}`, bytes),
    remove: (...names: string[]) => {
      for (const name of names) dir.remove("root", name);
    },
    async scan({ below = ["root"], ...options }: Partial<ScanOptions> & { below?: string[] } = {}) {
      const roots = registerRoots(
        store,
        below.map((name) => dir.path(name)),
        0,
      );
      return collect(store, { roots, ...options });
    },
    dump: () => dumpIndex(path),
    ids: () => idsByHash(path),
    totals: () => store.statistics.totals(),
    [Symbol.dispose]() {
      store.close();
      dir[Symbol.dispose]();
    },
  };
}

async function collect(store: Store, options: ScanOptions): Promise<{ events: ScanEvent[]; done: Done }> {
  const events: ScanEvent[] = [];
  for await (const event of scan(store, options)) events.push(event);
  const done = events.at(-1);
  if (done?.type !== "done") throw new Error(`the scan ended with ${JSON.stringify(done)}`);
  return { events, done };
}

const numbered = (count: number, from = 0) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${from + i}.torrent`, plainTorrent(`t${from + i}`, from + i + 1)]),
  );

const failure = (events: ScanEvent[]) => events.find((event) => event.type === "failed");

describe("the first scan", () => {
  test("adds what is whole, remembers what is not, and counts every file once", async () => {
    using t = tracker({
      ...numbered(3),
      "sub/0-again.torrent": plainTorrent("t0", 1),
      "broken.torrent": "d4:infod",
      "empty.torrent": "",
      "html.torrent": "<html>",
      "readme.txt": "not looked at",
    });
    const { events, done } = await t.scan({ clock: () => 1_700_000_000_000 });
    expect(done).toEqual({
      type: "done",
      status: "partly",
      roots: 1,
      duration_ms: 0,
      found: 7,
      added: 3,
      returned: 0,
      updated: 0,
      unchanged: 0,
      missing: 0,
      rejected: { TRUNCATED: 1, NOT_A_TORRENT: 2 },
      new_rejected: 3,
      duplicates: 1,
      unreadable: 0,
    });
    expect(events[0]).toEqual({ type: "started", root: t.dir.path("root"), found: 7, to_read: 7 });
    const rejected = events.filter((event) => event.type === "rejected");
    expect(rejected.map(({ path, code }) => [path, code]).sort()).toEqual([
      [t.file("broken.torrent"), "TRUNCATED"],
      [t.file("empty.torrent"), "NOT_A_TORRENT"],
      [t.file("html.torrent"), "NOT_A_TORRENT"],
    ]);
    expect(
      [...t.store.locations.rejected()].map(({ path, code, message }) => ({ type: "rejected", path, code, message })),
    ).toEqual(rejected.toSorted((a, b) => (a.path < b.path ? -1 : 1)) as never);
    expect(t.totals()).toEqual({
      torrents: 3,
      files: 3,
      payload: 6,
      missing: 0,
      flagged: 0,
      removed: 0,
      withheld: 0,
      dead: 0,
      counted: 0,
    });
    expect(t.store.runs.newest("scan", 9)).toMatchObject([
      { status: "partly", summary: { added: 3 }, pid: process.pid },
    ]);
  });

  test("of an empty folder finds nothing and is no error", async () => {
    using t = tracker();
    expect((await t.scan()).done).toMatchObject({ status: "done", found: 0 });
  });
});

describe("a file that is unchanged", () => {
  test("is not read again, whatever it holds", async () => {
    using t = tracker({ "a.torrent": plainTorrent("old", 1), "b.torrent": plainTorrent("b", 2) });
    utimesSync(t.file("a.torrent"), 1_700_000_000, 1_700_000_000);
    await t.scan();
    const before = t.dump();
    t.write("a.torrent", plainTorrent("new", 1));
    utimesSync(t.file("a.torrent"), 1_700_000_000, 1_700_000_000);
    const { events, done } = await t.scan();
    expect(done).toMatchObject({ status: "done", found: 2, unchanged: 2, updated: 0, added: 0 });
    expect(events).toContainEqual({ type: "started", root: t.dir.path("root"), found: 2, to_read: 0 });
    expect(t.dump()).toEqual(before);
  });

  test("and one nanosecond later is", async () => {
    using t = tracker({
      "a.torrent": plainTorrent("old", 1),
      "b.torrent": plainTorrent("b", 2),
      "c.torrent": plainTorrent("c", 3),
    });
    const touch = (ns: string) => Bun.spawnSync(["touch", "-d", `2026-11-20 12:00:00.${ns} UTC`, t.file("a.torrent")]);
    touch("123456789");
    await t.scan();
    t.write("a.torrent", plainTorrent("new", 1));
    touch("123456790");
    if (statSync(t.file("a.torrent"), { bigint: true }).mtimeNs % 1000n !== 790n) {
      return console.warn("this file system keeps no nanoseconds: not checked");
    }
    expect((await t.scan()).done).toMatchObject({ unchanged: 2, added: 1, missing: 1 });
  });

  test("but touched, keeps its torrent and counts as updated", async () => {
    using t = tracker(numbered(2));
    await t.scan();
    const ids = t.ids();
    utimesSync(t.file("0.torrent"), 1, 1);
    expect((await t.scan()).done).toMatchObject({ unchanged: 1, updated: 1, added: 0, missing: 0 });
    expect((await t.scan()).done).toMatchObject({ unchanged: 2 });
    expect(t.ids()).toEqual(ids);
  });
});

describe("one torrent in several files", () => {
  test("has one row, several places, and stays on offer until the last one goes", async () => {
    const inner = plainTorrent("twin", 5);
    using t = tracker({
      ...numbered(5),
      "a.torrent": inner,
      "deep/b.torrent": plainTorrent("twin", 5, { announce: "http://tracker.example/announce/0123456789" }),
      "c.torrent": plainTorrent("twin", 5, { outer: { comment: "another one", "created by": "somebody" } }),
    });
    expect((await t.scan()).done).toMatchObject({ added: 6, updated: 0, duplicates: 2 });
    const id = t.ids().get(new Bun.CryptoHasher("sha1").update(inner.subarray(7, -1)).digest("hex")) ?? 0;
    const places = () =>
      t.store.locations
        .ofTorrents([id])
        .map(({ path }) => path)
        .sort();
    expect(places()).toEqual([t.file("a.torrent"), t.file("c.torrent"), t.file("deep/b.torrent")]);
    t.remove("a.torrent");
    expect((await t.scan()).done).toMatchObject({ updated: 0, missing: 0, duplicates: 1 });
    // A copy beside it is none of its changes; one in its place is where it went.
    t.write("d.torrent", inner);
    expect((await t.scan()).done).toMatchObject({ updated: 0, unchanged: 7, duplicates: 2 });
    renameSync(t.file("d.torrent"), t.file("e.torrent"));
    expect((await t.scan()).done).toMatchObject({ updated: 1, unchanged: 7, duplicates: 2 });
    t.remove("e.torrent");
    expect((await t.scan()).done).toMatchObject({ updated: 0, missing: 0, duplicates: 1 });
    t.remove("deep");
    expect((await t.scan()).done).toMatchObject({ missing: 0, duplicates: 0 });
    expect(t.store.torrents.rankingRows([id])).toHaveLength(1);
    expect(places()).toEqual([t.file("c.torrent")]);
    t.remove("c.torrent");
    expect((await t.scan()).done).toMatchObject({ missing: 1 });
    expect(t.store.torrents.rankingRows([id])).toEqual([]);
    expect(t.totals()).toMatchObject({ torrents: 5, missing: 1 });
  });

  test("with the root registered under two paths, each place counts", async () => {
    using t = tracker({ "sub/a.torrent": plainTorrent("a", 1), "b.torrent": plainTorrent("b", 2) });
    expect((await t.scan({ below: ["root", "root/sub", "root"] })).done).toMatchObject({
      roots: 2,
      found: 3,
      added: 2,
      updated: 0,
    });
    t.remove("sub/a.torrent");
    // The root within has nothing left, which is an error; the outer one forgets its place.
    const { events, done } = await t.scan({ below: ["root", "root/sub"] });
    expect(failure(events)).toMatchObject({ code: "ROOT_EMPTY", root: t.file("sub") });
    expect(done).toMatchObject({ status: "failed", missing: 0 });
    expect(t.totals()).toMatchObject({ torrents: 2, missing: 0 });
  });
});

describe("a file that vanished", () => {
  test("takes its torrent off offer; it returns with its id, wherever it turns up", async () => {
    using t = tracker(numbered(5));
    await t.scan();
    const ids = t.ids();
    const before = t.dump();
    renameSync(t.file("2.torrent"), t.dir.path("aside"));
    expect((await t.scan()).done).toMatchObject({ status: "done", found: 4, unchanged: 4, missing: 1 });
    expect(t.totals()).toMatchObject({ torrents: 4, missing: 1, files: 4 });
    expect((await t.scan()).done).toMatchObject({ missing: 0, unchanged: 4 });
    renameSync(t.dir.path("aside"), t.file("2.torrent"));
    expect((await t.scan()).done).toMatchObject({ returned: 1, added: 0, unchanged: 4 });
    expect([t.ids(), t.dump()]).toEqual([ids, before]);
    renameSync(t.file("2.torrent"), t.dir.path("aside"));
    await t.scan();
    t.dir.folder("root/new");
    renameSync(t.dir.path("aside"), t.file("new/other-name.torrent"));
    expect((await t.scan()).done).toMatchObject({ returned: 1, added: 0 });
    expect(t.ids()).toEqual(ids);
  });

  test("and came back while the scan went on is not forgotten", async () => {
    using t = tracker(numbered(5));
    await t.scan();
    renameSync(t.file("2.torrent"), t.dir.path("aside"));
    for await (const event of scan(t.store, { roots: t.store.roots.list() })) {
      if (event.type === "started") renameSync(t.dir.path("aside"), t.file("2.torrent"));
      if (event.type === "done") expect(event).toMatchObject({ status: "done", found: 4, unchanged: 4, missing: 0 });
    }
    expect(t.totals()).toMatchObject({ torrents: 5, missing: 0 });
  });

  test("because it was moved within the root is not lost, not even when all were", async () => {
    using t = tracker(numbered(10));
    await t.scan();
    const ids = t.ids();
    mkdirSync(t.file("sorted"));
    for (let i = 0; i < 10; i++) renameSync(t.file(`${i}.torrent`), t.file(`sorted/name-${i}.torrent`));
    expect((await t.scan()).done).toMatchObject({ status: "done", updated: 10, missing: 0, added: 0, returned: 0 });
    expect(t.ids()).toEqual(ids);
    expect(t.totals()).toMatchObject({ torrents: 10, missing: 0 });
    const known = t.store.locations.ofRoot(1);
    expect([...known.rows.keys()].every((path) => path.startsWith("sorted/"))).toBe(true);
  });

  test("from one root and turned up in another keeps its id", async () => {
    using t = tracker(numbered(5));
    for (const [name, bytes] of Object.entries(numbered(5, 5))) t.dir.write(`other/${name}`, bytes);
    await t.scan({ below: ["root", "other"] });
    const ids = t.ids();
    renameSync(t.file("0.torrent"), t.dir.path("other/0.torrent"));
    renameSync(t.dir.path("other/5.torrent"), t.file("5.torrent"));
    const { done } = await t.scan({ below: ["root", "other"] });
    expect(done).toMatchObject({ status: "done", updated: 2, missing: 0, returned: 0 });
    expect(t.ids()).toEqual(ids);
    expect(t.totals()).toMatchObject({ torrents: 10, missing: 0 });
  });
});

describe("a root that looks like an accident", () => {
  test.each([
    ["gone", "ROOT_UNREADABLE", () => {}],
    ["a file", "ROOT_UNREADABLE", (path: string) => writeFileSync(path, "")],
    ["empty", "ROOT_EMPTY", (path: string) => mkdirSync(path)],
    ["an empty mount point", "ROOT_EMPTY", (path: string) => mkdirSync(`${path}/lost+found`, { recursive: true })],
  ])("%s: nothing changes, it is an error, and the other roots are scanned", async (_, code, replace) => {
    using t = tracker({ ...numbered(5), "broken.torrent": "" });
    t.dir.write("other/x.torrent", plainTorrent("x", 100));
    await t.scan({ below: ["root", "other"] });
    t.dir.write("other/y.torrent", plainTorrent("y", 101));
    renameSync(t.dir.path("root"), t.dir.path("aside"));
    replace(t.dir.path("root"));
    const before = t.dump();
    const { events, done } = await t.scan({ below: ["root", "other"] });
    expect(failure(events)).toMatchObject({ type: "failed", root: t.dir.path("root"), code });
    expect(done).toMatchObject({ status: "failed", found: 2, added: 1, unchanged: 1, missing: 0 });
    const here = (rows: unknown[] | undefined) =>
      rows?.filter(
        (row) => (row as { root: string }).root === Buffer.from(t.dir.path("root")).toString("hex").toUpperCase(),
      );
    expect(here(t.dump()["locations"])).toEqual(here(before["locations"]) as never);
    expect(here(before["locations"])).toHaveLength(6);
    expect(t.totals()).toMatchObject({ torrents: 7, missing: 0 });
    expect(t.store.runs.newest("scan", 1)).toMatchObject([{ status: "failed" }]);
  });

  test("with --prune an empty root is believed, one that is gone is not", async () => {
    using t = tracker(numbered(3));
    await t.scan();
    renameSync(t.dir.path("root"), t.dir.path("aside"));
    expect((await t.scan({ prune: true })).done).toMatchObject({ status: "failed", missing: 0 });
    t.dir.folder("root");
    expect((await t.scan({ prune: true })).done).toMatchObject({ status: "done", missing: 3 });
    expect(t.totals()).toMatchObject({ torrents: 0, missing: 3 });
    // Nothing is known of it any more, so it may be empty.
    expect((await t.scan()).done).toMatchObject({ status: "done" });
  });

  test.each([
    [10, 5, false],
    [10, 6, true],
    [9, 4, false],
    [9, 5, true],
    [1, 0, false],
  ])("of %i torrents %i lost: rejected %p", async (held, lost, rejected) => {
    using t = tracker(numbered(held));
    await t.scan();
    const before = t.dump();
    t.remove(...Array.from({ length: lost }, (_, i) => `${i}.torrent`));
    const { events, done } = await t.scan();
    expect(done).toMatchObject({ status: rejected ? "failed" : "done", missing: rejected ? 0 : lost });
    if (!rejected) return;
    expect(failure(events)).toMatchObject({
      code: "ROOT_SHRUNK",
      message: `${lost} of ${held} torrents are no longer in ${t.dir.path("root")}; its index was left unchanged`,
      hint: expect.stringContaining("--prune"),
    });
    expect(t.dump()).toEqual(before);
    expect((await t.scan({ prune: true })).done).toMatchObject({ status: "done", missing: lost });
  });

  test("counts torrents, not files: the copies of one may go", async () => {
    using t = tracker({
      ...numbered(2),
      "a.torrent": plainTorrent("t0", 1),
      "b.torrent": plainTorrent("t0", 1),
      "c.torrent": "",
    });
    await t.scan();
    t.remove("a.torrent", "b.torrent", "c.torrent");
    expect((await t.scan()).done).toMatchObject({ status: "done", missing: 0, found: 2, unchanged: 2 });
  });

  test.each([
    ["broken", () => "", { rejected: { NOT_A_TORRENT: 6 }, missing: 6 }],
    ["another tracker's", (i: number) => plainTorrent(`other ${i}`, 1), { added: 6, missing: 6 }],
  ])("most files overwritten (%s): nothing changes but with --prune", async (_, content, counts) => {
    using t = tracker(numbered(10));
    await t.scan();
    const before = t.dump();
    for (let i = 0; i < 6; i++) t.write(`${i}.torrent`, content(i));
    const { events, done } = await t.scan();
    expect(failure(events)).toMatchObject({ code: "ROOT_SHRUNK" });
    expect(done).toMatchObject({ status: "failed", added: 0, missing: 0, rejected: {} });
    expect(t.dump()).toEqual(before);
    expect((await t.scan({ prune: true })).done).toMatchObject(counts);
    expect(t.totals()).toMatchObject({ missing: 6 });
  });

  test("a few files overwritten are taken as they are, and contents may change places", async () => {
    using t = tracker(numbered(10));
    await t.scan();
    const ids = t.ids();
    t.write("0.torrent", "");
    t.write("1.torrent", plainTorrent("new", 1));
    for (let i = 2; i < 10; i++) t.write(`${i}.torrent`, plainTorrent(`t${11 - i}`, 12 - i));
    expect((await t.scan()).done).toMatchObject({
      status: "partly",
      found: 10,
      added: 1,
      updated: 8,
      missing: 2,
      rejected: { NOT_A_TORRENT: 1 },
    });
    expect([...t.ids()].slice(0, 10)).toEqual([...ids]);
    expect(t.totals()).toMatchObject({ torrents: 9, missing: 2 });
    expect((await t.scan()).done).toMatchObject({ unchanged: 9, rejected: { NOT_A_TORRENT: 1 } });
  });
});

describe("rejected files", () => {
  test("are remembered, not read again, counted again, and taken when they are whole", async () => {
    using t = tracker({ ...numbered(1), "x.torrent": "d4:infod" });
    await t.scan();
    const before = t.dump();
    const { events, done } = await t.scan();
    expect(done).toMatchObject({ status: "done", unchanged: 1, rejected: { TRUNCATED: 1 }, new_rejected: 0 });
    expect(events).toContainEqual({ type: "started", root: t.dir.path("root"), found: 2, to_read: 0 });
    expect(t.dump()).toEqual(before);
    t.write("x.torrent", plainTorrent("whole", 9));
    expect((await t.scan()).done).toMatchObject({ status: "done", added: 1, rejected: {} });
    expect([...t.store.locations.rejected()]).toEqual([]);
    t.write("x.torrent", "broken again");
    expect((await t.scan()).done).toMatchObject({ status: "partly", missing: 1, rejected: { NOT_A_TORRENT: 1 } });
    expect((await t.scan()).done).toMatchObject({ status: "done", new_rejected: 0, rejected: { NOT_A_TORRENT: 1 } });
    t.write("x.torrent", "broken in another way");
    expect((await t.scan()).done).toMatchObject({ status: "partly", new_rejected: 1, rejected: { NOT_A_TORRENT: 1 } });
    expect((await t.scan({ strict: true })).done).toMatchObject({ status: "partly", new_rejected: 0 });
    t.remove("x.torrent");
    expect((await t.scan({ strict: true })).done).toMatchObject({ status: "done", rejected: {} });
    expect([...t.store.locations.rejected()]).toEqual([]);
  });

  test("a file that grows while it is read is read again the next time", async () => {
    if (!existsSync("/proc/self/status")) return console.warn("no /proc here: not checked");
    using t = tracker(numbered(1));
    // It says that it is empty and is not, as a file that grew between the look and the read.
    symlinkSync("/proc/self/status", t.file("growing.torrent"));
    expect((await t.scan()).done).toMatchObject({ status: "partly", added: 1, rejected: { CHANGED_WHILE_READ: 1 } });
    t.remove("growing.torrent");
    t.write("growing.torrent", plainTorrent("whole", 9));
    utimesSync(t.file("growing.torrent"), 0, 0);
    expect((await t.scan()).done).toMatchObject({ status: "done", added: 1, unchanged: 1 });
  });
});

describe("odd folders", () => {
  test("names that are no UTF-8 are found, unchanged the next time, and forgotten when they go", async () => {
    using t = tracker(numbered(3));
    const odd = Buffer.concat([Buffer.from(`${t.dir.path("root")}/caf`), Buffer.from([0xe9]), Buffer.from(".torrent")]);
    writeFileSync(odd, plainTorrent("odd", 50));
    expect((await t.scan()).done).toMatchObject({ status: "done", added: 4 });
    expect((await t.scan()).done).toMatchObject({ unchanged: 4 });
    Bun.spawnSync(["sh", "-c", 'rm -- "$0"/caf*.torrent', t.dir.path("root")]);
    expect((await t.scan()).done).toMatchObject({ unchanged: 3, missing: 1 });
  });

  test("pipes, loops and links that lead nowhere do no harm", async () => {
    using t = tracker({ ...numbered(3), "broken.torrent": "" });
    const harm = () => {
      Bun.spawnSync(["mkfifo", t.file("pipe.torrent")]);
      symlinkSync("loop.torrent", t.file("loop.torrent"));
      symlinkSync("..", t.file("up"));
      symlinkSync("nowhere", t.file("nowhere.torrent"));
    };
    harm();
    expect((await t.scan()).done).toMatchObject({ status: "partly", found: 4, added: 3 });
    // Known files that have become such.
    t.remove("0.torrent", "broken.torrent");
    symlinkSync("0.torrent", t.file("0.torrent"));
    Bun.spawnSync(["mkfifo", t.file("broken.torrent")]);
    expect((await t.scan()).done).toMatchObject({ status: "done", found: 2, unchanged: 2, missing: 1 });
  });

  test("3,000 files in one folder, and then nothing to do", async () => {
    using t = tracker();
    for (let i = 0; i < 3_000; i++) writeFileSync(t.file(`${i}.torrent`), plainTorrent(`t${i}`, i + 1));
    const first = await t.scan();
    expect(first.done).toMatchObject({ status: "done", found: 3_000, added: 3_000 });
    const progress = first.events.filter((event) => event.type === "progress");
    expect(progress.length).toBeGreaterThan(1);
    expect(progress.every(({ read, to_read }, i) => to_read === 3_000 && read > (progress[i - 1]?.read ?? 0))).toBe(
      true,
    );
    expect(t.totals()).toMatchObject({ torrents: 3_000, files: 3_000 });
    const second = await t.scan();
    expect(second.done).toMatchObject({ unchanged: 3_000, added: 0, updated: 0 });
    expect(second.events.filter(({ type }) => type !== "started" && type !== "done")).toEqual([]);
  });
});

describe("hash_duplicates_log", () => {
  const twins = () => {
    const t = tracker({
      ...numbered(3),
      "copy/0.torrent": plainTorrent("t0", 1),
      "a.torrent": "same",
      "b.torrent": "same",
    });
    t.dir.write("other/again.torrent", plainTorrent("t0", 1));
    t.dir.write("other/announced.torrent", plainTorrent("t0", 1, { announce: "http://a/" }));
    return t;
  };

  test("off, it hashes and says nothing", async () => {
    using t = twins();
    const { events } = await t.scan({ below: ["root", "other"] });
    expect(events.some(({ type }) => type === "duplicates")).toBe(false);
  });

  test("on, it reads every file and groups those that are the same byte for byte, over all roots", async () => {
    using t = twins();
    await t.scan({ below: ["root", "other"] });
    t.store.write(() => t.store.settings.write("hash_duplicates_log", 1));
    const { events, done } = await t.scan({ below: ["root", "other"] });
    const groups = events.filter((event) => event.type === "duplicates");
    expect(groups.map(({ sha1, paths }) => ({ sha1, paths: paths.toSorted() }))).toEqual([
      {
        sha1: new Bun.CryptoHasher("sha1").update(plainTorrent("t0", 1)).digest("hex"),
        paths: [t.dir.path("other/again.torrent"), t.file("0.torrent"), t.file("copy/0.torrent")],
      },
    ]);
    // What is read again for its hash is no new rejection.
    expect(done).toMatchObject({
      status: "done",
      found: 8,
      unchanged: 6,
      updated: 0,
      duplicates: 3,
      rejected: { NOT_A_TORRENT: 2 },
      new_rejected: 0,
    });
  });

  test("a file below two roots is no copy of itself", async () => {
    using t = tracker({ "sub/a.torrent": plainTorrent("a", 1) });
    t.store.write(() => t.store.settings.write("hash_duplicates_log", 1));
    const { events } = await t.scan({ below: ["root", "root/sub"] });
    expect(events.some(({ type }) => type === "duplicates")).toBe(false);
  });
});

describe("a scan that is stopped", () => {
  test("keeps what it wrote, says so, and the next one does the rest", async () => {
    using clean = tracker(numbered(3_000));
    await clean.scan();
    using t = tracker();
    Bun.spawnSync(["cp", "-a", `${clean.dir.path("root")}/.`, t.dir.path("root")]);
    t.write("gone.torrent", plainTorrent("gone", 1));
    const controller = new AbortController();
    const events: ScanEvent[] = [];
    for await (const event of scan(t.store, {
      roots: registerRoots(t.store, [t.dir.path("root")], 0),
      signal: controller.signal,
    })) {
      events.push(event);
      // By then the first files have been read here, and the rest has not.
      if (event.type === "started") setImmediate(() => controller.abort());
    }
    expect(events.at(-1)).toMatchObject({ type: "done", status: "cancelled" });
    const written = t.totals().torrents;
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThan(3_000);
    expect(t.dump()["unindexed"]).toEqual([]);
    t.remove("gone.torrent");
    const { done } = await t.scan();
    expect(done.added + done.unchanged).toBe(3_000);
    const withoutRoots = (rows: Record<string, unknown[]>) => ({
      ...rows,
      locations: rows["locations"]?.map((row) => ({ ...(row as object), root: "", inode: 0 })),
      torrents: rows["torrents"]?.filter((row) => (row as { name: string }).name !== "gone"),
      names: rows["names"]?.length,
      sizes: rows["sizes"]?.length,
      totals: [],
    });
    const [ours, theirs] = [withoutRoots(t.dump()), withoutRoots(clean.dump())];
    expect(ours.torrents).toEqual(theirs.torrents as never);
    expect(ours.locations).toEqual(theirs.locations as never);
  });

  test("never takes what it did not get to for gone", async () => {
    using t = tracker(numbered(6));
    await t.scan();
    t.remove("0.torrent");
    const scannedAt = () => t.store.roots.list().map((root) => root.scannedAt);
    const before = scannedAt();
    const later = { clock: () => Number(before[0]) + 1_000 };
    const { done } = await t.scan({ signal: AbortSignal.abort("SIGINT"), ...later });
    expect(done).toMatchObject({ status: "cancelled", missing: 0 });
    expect(scannedAt()).toEqual(before);
    expect((await t.scan()).done).toMatchObject({ status: "done", missing: 1 });
  });

  test("by a database that another process holds ends at once, and the next one does the rest", async () => {
    using t = tracker(numbered(3));
    const store = Store.open(t.path, { busyTimeoutMs: 0 });
    const other = new Database(t.path);
    const events = scan(store, { roots: registerRoots(t.store, [t.dir.path("root")], 0) });
    expect((await events.next()).value).toMatchObject({ type: "started" });
    other.run("BEGIN IMMEDIATE");
    expect(async () => {
      for await (const event of events) expect(event.type).toBe("progress");
    }).toThrow(expect.objectContaining({ code: "DATABASE_LOCKED", exitCode: 11 }));
    other.run("ROLLBACK");
    other.close();
    store.close();
    expect((await t.scan()).done).toMatchObject({ status: "done", added: 3 });
  });

  test("by an exception is noted as failed", async () => {
    using t = tracker(numbered(2));
    const other = new Database(t.path);
    const events = scan(t.store, { roots: registerRoots(t.store, [t.dir.path("root")], 0) });
    await events.next();
    other.run("CREATE TRIGGER no BEFORE INSERT ON torrents BEGIN SELECT raise(ABORT, 'no more'); END");
    expect(async () => {
      for await (const _ of events);
    }).toThrow("no more");
    other.close();
    expect(t.store.runs.newest("scan", 1)).toMatchObject([{ status: "failed", summary: { added: 0 } }]);
  });
});

test("a misspelt new path is rejected before anything is registered; a registered one may be away", async () => {
  using t = tracker(numbered(1));
  expect(() => registerRoots(t.store, [t.dir.path("root"), t.dir.path("rot")], 0)).toThrow(
    expect.objectContaining({ code: "ROOT_UNREADABLE" }),
  );
  expect(t.store.roots.count()).toBe(0);
  await t.scan();
  renameSync(t.dir.path("root"), t.dir.path("aside"));
  expect(registerRoots(t.store, [t.dir.path("root"), t.dir.path("root")], 0)).toHaveLength(1);
});

test("a file that an answer could not hand out is read again, though its size and time are as before", async () => {
  using t = tracker({ ...numbered(5), "x.torrent": plainTorrent("one", 77) });
  await t.scan();
  const before = statSync(t.file("x.torrent"));
  t.write("x.torrent", plainTorrent("two", 77));
  utimesSync(t.file("x.torrent"), before.atime, before.mtime);
  // Times to the nanosecond cannot be set from here: let the index know the one that can.
  const { mtimeNs } = statSync(t.file("x.torrent"), { bigint: true });
  const database = new Database(t.path);
  database.run("UPDATE locations SET mtime_s = ?, mtime_ns = ? WHERE CAST(path AS TEXT) = 'x.torrent'", [
    Number(mtimeNs / 1_000_000_000n),
    Number(mtimeNs % 1_000_000_000n),
  ]);
  const id = database.query<{ id: number }, []>("SELECT id FROM torrents WHERE name = 'one'").get()?.id ?? 0;
  expect((await t.scan()).done).toMatchObject({ unchanged: 6, added: 0 });
  t.store.write(() => t.store.suspects.note([id], 1));
  expect((await t.scan()).done).toMatchObject({ unchanged: 5, added: 1, missing: 1 });
  expect(database.query("SELECT count(*) AS n FROM suspects").get()).toEqual({ n: 0 });
  database.close();
});
