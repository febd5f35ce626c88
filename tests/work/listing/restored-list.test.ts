import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { makeBackup } from "../../../src/work/backup/backup.ts";
import { restore } from "../../../src/work/backup/restore.ts";
import { applyList } from "../../../src/work/listing/apply-list.ts";
import { endList } from "../../../src/work/listing/end-list.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { addTorrent } from "../../support/indexed.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Tree, tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

let dir: Tree;
let path: string;

const bytesOf = (n: number) => plainTorrent(`t${n}`, n + 1);

beforeEach(() => {
  dir = tree();
  path = dir.path("reseeder.db");
  const store = Store.open(path, { create: true });
  for (let n = 0; n < 4; n++) addTorrent(store, bytesOf(n));
  store.close();
});

afterEach(() => dir[Symbol.dispose]());

/** Takes in a list that names these, and answers what is on offer then. */
async function list(...numbers: number[]): Promise<number[]> {
  const stores = new Stores(path, { busyTimeoutMs: 50 });
  async function* pages() {
    yield numbers.map((n) => {
      const infoHash = parseMetainfo(bytesOf(n)).infoHashV1 ?? new Uint8Array();
      return { infoHash, externalId: null, seeders: n, leechers: null, addedAt: null };
    });
  }
  try {
    await applyList(stores, pages(), { owner: "sync", force: false, dryRun: false });
  } finally {
    stores.close();
  }
  return offered();
}

/** Numbers of the torrents on offer; the kept counts must say the same as a recount. */
function offered(): number[] {
  const store = Store.open(path);
  try {
    expect(store.statistics.totals()).toEqual(store.selfCheck.recount());
    return store.torrents.offeredAfter(0, 99).map((id) => id - 1);
  } finally {
    store.close();
  }
}

const backup = async () => {
  const options = { path, folder: dir.path("backups"), keep: null, run: null };
  return (await makeBackup(options, () => {}, new AbortController().signal)).file;
};
const back = (file: string) => restore({ path, file, force: false });

test("a backup from before a takedown offers nothing until the next list", async () => {
  await list(0, 1, 2, 9);
  const file = await backup();
  expect(await list(0, 1)).toEqual([0, 1]);
  await back(file);
  expect(offered()).toEqual([]);
  const store = Store.open(path);
  addTorrent(store, bytesOf(9));
  expect(store.listing.status().state).toBe("restored");
  store.close();
  expect(offered()).toEqual([]);
  expect(await list(0, 1)).toEqual([0, 1]);
});

test("a backup from before the first list offers nothing either", async () => {
  const file = await backup();
  await list(0, 1, 2);
  await back(file);
  expect(offered()).toEqual([]);
  expect(await list(0, 1)).toEqual([0, 1]);
});

test("a backup with the list that is in force offers what that says", async () => {
  await list(0, 1);
  const file = await backup();
  // The same list, with other counts.
  await list(0, 1);
  await back(file);
  expect(offered()).toEqual([0, 1]);
});

test("a backup offers all that it did where no list is in force any more, or never was one", async () => {
  const without = await backup();
  await back(without);
  expect(offered()).toEqual([0, 1, 2, 3]);
});

test("where the old database is gone, a backup with a list offers nothing", async () => {
  await list(0, 1);
  const file = await backup();
  for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
  await back(file);
  expect(offered()).toEqual([]);
  const stores = new Stores(path, { busyTimeoutMs: 50 });
  expect(await endList(stores)).toEqual({ ended: true, lifted: 4 });
  stores.close();
  expect(offered()).toEqual([0, 1, 2, 3]);
});
