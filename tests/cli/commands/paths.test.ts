import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { Store } from "../../../src/store/store.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";
import { withStore } from "../../support/with-store.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

let dir: Tree;

beforeEach(() => {
  dir = tree({
    "a/1.torrent": plainTorrent("one", 1),
    "a/2.torrent": plainTorrent("two", 2),
    "a/bad.torrent": "bad",
    "b/2.torrent": plainTorrent("two", 2),
  });
});

afterEach(() => dir[Symbol.dispose]());

const paths = (...args: string[]) => run(["paths", ...args], { cwd: dir.root });

const look = <T>(action: (store: Store) => T): T => withStore({ path: dir.path("reseeder.db") }, action);

test("add registers folders, list counts what is known below them", async () => {
  const added = await paths("add", "a", "./b/");
  expect([added.code, added.out]).toEqual([0, `${dir.path("a")} added\n${dir.path("b")} added\n`]);
  expect((await paths("add", "a")).out).toContain("already added");
  expect((await paths("list")).out).toMatch(/^PATH +TORRENTS +REJECTED +SCANNED \(UTC\)\n.* 0 +0 +never\n/);
  await run(["scan"], { cwd: dir.root });
  const [rows] = jsonLines((await paths("list", "--json")).out);
  expect(rows).toEqual([
    {
      id: 1,
      path: dir.path("a"),
      added_at: expect.any(String),
      scanned_at: expect.any(String),
      torrents: 2,
      rejected: 1,
    },
    {
      id: 2,
      path: dir.path("b"),
      added_at: expect.any(String),
      scanned_at: expect.any(String),
      torrents: 1,
      rejected: 0,
    },
  ]);
});

test("a path that is no folder is not registered, nor are those named with it", async () => {
  const { code, err } = await paths("add", "a", "none");
  expect([code, err.includes(dir.path("none"))]).toEqual([1, true]);
  expect(look((store) => store.roots.count())).toBe(0);
});

test("remove takes torrents that lie nowhere else off the offer and keeps their ids", async () => {
  await run(["scan", "a", "b"], { cwd: dir.root });
  const { code, out } = await paths("remove", "a");
  expect([code, out]).toEqual([0, `${dir.path("a")} removed: 3 files forgotten, 1 torrent missing now\n`]);
  expect(look((store) => store.statistics.totals())).toMatchObject({ torrents: 1, missing: 1 });
  expect(look((store) => store.selfCheck.recount())).toEqual(look((store) => store.statistics.totals()));
  expect(look((store) => store.locations.rejectedByCode().size)).toBe(0);
  expect(look((store) => store.roots.list()).map(({ path }) => path)).toEqual([dir.path("b")]);
  const again = await run(["scan", "a", "--json"], { cwd: dir.root });
  expect(jsonLines(again.out).at(-1)).toMatchObject({ returned: 1, added: 0 });
  expect(jsonLines((await paths("remove", "a", "--json")).out)).toEqual([
    { id: expect.any(Number), path: dir.path("a"), files: 3, missing: 1 },
  ]);
});

test("remove goes through any number of files, in several writes", async () => {
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  const { id } = store.write(() => store.roots.register("/big", 0));
  const stamp = { size: 1, mtimeS: 1, mtimeNs: 1, inode: 1 };
  store.write((writer) => {
    for (let i = 0; i < 10_000; i++) writer.upsert(id, Buffer.from(`${i}.torrent`), stamp, { code: "X", message: "" });
  });
  store.close();
  expect((await paths("remove", "/big")).out).toContain("10,000 files forgotten");
  expect(look((after) => [after.roots.count(), after.locations.rejectedByCode().size])).toEqual([0, 0]);
});

test("remove of what is not registered changes nothing and names the nearest", async () => {
  await paths("add", "a", "b");
  const { code, err } = await paths("remove", "b", dir.path("aa"));
  expect([code, err.includes(`did you mean ${dir.path("a")}?`)]).toEqual([1, true]);
  expect(look((store) => store.roots.count())).toBe(2);
});
