import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { STATE } from "../../../src/core/api/torrent-state.ts";
import { toRecord } from "../../../src/core/content/record.ts";
import type { ListedTorrent } from "../../../src/core/listing/listed-torrent.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { type ApplyListOptions, applyList } from "../../../src/work/listing/apply-list.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { addTorrent } from "../../support/indexed.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { type Tree, tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const NOW = Date.UTC(2026, 10, 20);

let dir: Tree;
let store: Store;
let stores: Stores;

beforeEach(() => {
  dir = tree();
  store = Store.open(dir.path("a.db"), { create: true });
  stores = new Stores(dir.path("a.db"), { busyTimeoutMs: 20 });
});

afterEach(() => {
  stores.close();
  store.close();
  dir[Symbol.dispose]();
});

const bytesOf = (n: number) => plainTorrent(`t${n}`, n + 1);
const hashOf = (n: number) => parseMetainfo(bytesOf(n)).infoHashV1 ?? new Uint8Array();
const line = (infoHash: Uint8Array, more: Partial<ListedTorrent> = {}): ListedTorrent => {
  return { infoHash, externalId: null, seeders: null, leechers: null, addedAt: null, ...more };
};
const lines = (...numbers: number[]) => numbers.map((n) => line(hashOf(n)));

/** Puts the torrents 0 to `count` − 1 in; answers their ids. */
const put = (count: number) => Array.from({ length: count }, (_, n) => addTorrent(store, bytesOf(n)));

async function* inPages(list: readonly ListedTorrent[], error?: Error): AsyncGenerator<ListedTorrent[]> {
  for (let start = 0; start < list.length; start += 2) yield list.slice(start, start + 2);
  if (error) throw error;
}

function apply(list: readonly ListedTorrent[], options: Partial<ApplyListOptions> = {}, error?: Error) {
  const all = { owner: "sync", force: false, dryRun: false, clock: () => NOW, ...options } as const;
  return applyList(stores, inPages(list, error), all);
}

const states = (ids: readonly number[]) => ids.map((id) => store.torrentList.details(id)?.state);

describe("a list", () => {
  test("withholds what it does not name, and offers it again under the same id", async () => {
    const ids = put(4);
    const first = await apply(lines(0, 2));
    expect(first).toMatchObject({
      listed: 2,
      offeredBefore: 4,
      offered: 2,
      withheldNew: 2,
      withheld: 2,
      rejected: null,
    });
    expect(states(ids)).toEqual(["offered", "withheld", "offered", "withheld"]);
    expect(store.statistics.totals()).toMatchObject({ torrents: 2, files: 2, withheld: 2 });
    expect(store.torrents.offeredAfter(0, 9)).toEqual([1, 3]);
    const second = await apply(lines(0, 1, 2));
    expect(second).toMatchObject({ withheldNew: 0, withheldLifted: 1, withheld: 1 });
    expect(states(ids)).toEqual(["offered", "offered", "offered", "withheld"]);
    expect(store.listing.status()).toMatchObject({ state: "in-force", owner: "sync", completedAt: NOW, failed: 0 });
  });

  test("names torrents of version 2, whole and cut to 20 bytes, and a hybrid by either hash", async () => {
    const v2 = ["a", "b", "c"].map((name) =>
      buildTorrent({ version: "v2", name, files: [{ path: [name], length: 9 }] }),
    );
    const hybrid = ["d", "e"].map((name) =>
      buildTorrent({ version: "hybrid", name, files: [{ path: [name], length: 9 }] }),
    );
    const ids = [...v2, ...hybrid].map((bytes) => addTorrent(store, bytes));
    const [whole, cut] = v2.map((bytes) => parseMetainfo(bytes).infoHashV2 ?? new Uint8Array());
    const [d, e] = hybrid.map((bytes) => parseMetainfo(bytes));
    const named = [whole, cut?.subarray(0, 20), d?.infoHashV1, e?.infoHashV2].map((hash) =>
      line(hash ?? new Uint8Array()),
    );
    expect(await apply(named)).toMatchObject({ listed: 4, offered: 4, withheld: 1, unknown: 0 });
    expect(states(ids)).toEqual(["offered", "offered", "withheld", "offered", "offered"]);
  });

  test("brings ids, counts and dates, and counts what has no .torrent", async () => {
    const ids = put(3);
    store.write((writer) => writer.changeState(ids[1] ?? 0, STATE.MISSING, 0));
    const said = { externalId: "90210", seeders: 4, leechers: 1, addedAt: 1_600_000_000_000 };
    const result = await apply([line(hashOf(0), said), ...lines(1, 2, 77)]);
    expect(result).toMatchObject({ listed: 4, unknown: 1, withoutTorrent: 1, seeders: 1, offered: 2 });
    expect(store.torrentList.details(ids[0] ?? 0)).toMatchObject({ externalId: "90210", seeders: 4, leechers: 1 });
    expect(store.torrentsUnderList.page(0, 1)[0]?.trackerAddedAt).toBe(said.addedAt);
  });

  test("changes the one thing that is new of a torrent, and nothing of what it does not say", async () => {
    const [id = 0] = put(1);
    const known = () => {
      const { externalId, seeders, leechers, trackerAddedAt } = store.torrentsUnderList.page(id - 1, 1)[0] ?? {};
      return [externalId, seeders, leechers, trackerAddedAt];
    };
    const after = async (said: Partial<ListedTorrent>) => {
      await apply([line(hashOf(0), said)]);
      return known();
    };
    expect(await after({ externalId: "5", seeders: 4, leechers: 1 })).toEqual(["5", 4, 1, null]);
    expect(await after({ externalId: "5", seeders: 4, leechers: 2 })).toEqual(["5", 4, 2, null]);
    expect(await after({ externalId: 5, seeders: 3, leechers: 2 })).toEqual(["5", 3, 2, null]);
    expect(await after({ externalId: "5", seeders: 3, leechers: 2, addedAt: 7 })).toEqual(["5", 3, 2, 7]);
    expect(await after({ externalId: "5", seeders: 3, leechers: 2, addedAt: 8 })).toEqual(["5", 3, 2, 8]);
    expect(await after({ externalId: "x", seeders: 3, leechers: 2, addedAt: 8 })).toEqual(["x", 3, 2, 8]);
    expect(await after({ addedAt: 8 })).toEqual(["x", 3, 2, 8]);
    expect(await after({})).toEqual(["x", 3, 2, null]);
  });

  test("says of each torrent when it was counted last, also where its counts did not change", async () => {
    const [first = 0, second = 0] = put(2);
    const counted = [0, 1].map((n) => line(hashOf(n), { seeders: n, leechers: 0 }));
    await apply(counted, { clock: () => NOW - 5_000 });
    const seenAt = (id: number) => store.torrentList.details(id)?.swarmSeenAt;
    expect([seenAt(first), seenAt(second)]).toEqual([NOW - 5_000, NOW - 5_000]);
    await apply(counted);
    expect([seenAt(first), seenAt(second)]).toEqual([NOW, NOW]);
    // One that the list does not count may have been counted long ago.
    await apply([counted[0] ?? line(hashOf(0)), line(hashOf(1))], { clock: () => NOW + 5_000 });
    expect(seenAt(second)).toBe(NOW - 5_000);
  });

  test("leaves flagged, missing and removed torrents what they are, listed or not", async () => {
    const ids = put(6);
    const set = [STATE.FLAGGED, STATE.MISSING, STATE.REMOVED];
    store.write((writer) => {
      for (const [i, bits] of [...set, ...set].entries()) writer.changeState(ids[i] ?? 0, bits, 0);
    });
    addTorrent(store, bytesOf(6));
    const result = await apply(lines(0, 1, 2, 6));
    expect(result).toMatchObject({ withheldNew: 0, withheld: 0, offered: 1 });
    expect(states(ids)).toEqual(["flagged", "missing", "removed", "flagged", "missing", "removed"]);
    store.write((writer) => {
      for (const id of ids) writer.changeState(id, 0, STATE.FLAGGED | STATE.MISSING | STATE.REMOVED);
    });
    expect(states(ids)).toEqual(["offered", "offered", "offered", "withheld", "withheld", "withheld"]);
  });

  test("may say why it keeps one back", async () => {
    const ids = put(3);
    await apply([...lines(0), line(hashOf(1), { withheldReason: "not-accepted" })]);
    const reasons = () => store.torrentsUnderList.page(0, 9).map(({ withheldReason }) => withheldReason);
    expect(reasons()).toEqual([null, "not-accepted", "not-listed"]);
    await apply([...lines(0), line(hashOf(1), { withheldReason: "deleted" })]);
    expect(reasons()).toEqual([null, "deleted", "not-listed"]);
    store.write(() => store.settings.write("unlisted", "offer"));
    await apply([line(hashOf(1), { withheldReason: "deleted" })]);
    expect(reasons()).toEqual([null, "deleted", null]);
    expect(states(ids)).toEqual(["offered", "withheld", "offered"]);
  });

  test("is not written again where it says the same", async () => {
    put(4);
    const list = [line(hashOf(0), { externalId: "1", seeders: 2, leechers: 0, addedAt: 5 }), ...lines(1, 2)];
    await apply(list);
    const { serial } = store.listing.status();
    const before = store.statistics.totals();
    await apply(list);
    expect(store.listing.status().serial).toBe(serial);
    expect(store.statistics.totals()).toEqual(before);
    await apply(lines(0, 1, 2));
    expect(store.listing.status().serial).toBe(serial);
    await apply(lines(0, 1));
    expect(store.listing.status().serial).toBe(serial + 1);
  });
});

describe("a torrent that is put in", () => {
  test("is decided by the list in force, with the id that it says", async () => {
    await apply([line(hashOf(1), { externalId: "4711", addedAt: 9 })]);
    const ids = put(2);
    expect(states(ids)).toEqual(["withheld", "offered"]);
    expect(store.torrentList.details(ids[1] ?? 0)?.externalId).toBe("4711");
    store.write(() => store.settings.write("unlisted", "offer"));
    expect(states([addTorrent(store, bytesOf(5))])).toEqual(["offered"]);
  });

  test("while a list is taken in is decided by that one", async () => {
    put(2);
    async function* pages() {
      yield lines(0, 3, 5);
      addTorrent(store, bytesOf(2));
      addTorrent(store, bytesOf(3));
    }
    let calls = 0;
    const clock = () => {
      // The second time the list was compared with the index, and nothing is written yet.
      if (++calls === 2) for (const n of [4, 5]) addTorrent(store, bytesOf(n));
      return NOW;
    };
    await applyList(stores, pages(), { owner: "sync", force: false, dryRun: false, clock });
    expect(states([1, 2, 3, 4])).toEqual(["offered", "withheld", "withheld", "offered"]);
    expect(states([5, 6])).toEqual(["withheld", "offered"]);
  });
});

describe("nothing changes by", () => {
  test.each<[what: string, list: () => ListedTorrent[], options: Partial<ApplyListOptions>, error: Error | undefined]>([
    ["a list that breaks off", () => lines(0), {}, new Error("the connection was lost")],
    ["an empty list", () => [], { force: true }, undefined],
    ["a list that withholds much at once", () => lines(...Array(20).keys()), {}, undefined],
    ["a dry run", () => lines(...Array(79).keys()), { dryRun: true }, undefined],
  ])("%s", async (_, list, options, error) => {
    put(80);
    await apply(lines(...Array(79).keys()));
    const look = () => [store.statistics.totals(), store.torrentsUnderList.page(0, 99), store.listing.status().serial];
    const before = look();
    const applied = await apply(list(), options, error).catch((thrown) => thrown);
    expect(look()).toEqual(before);
    const { failed, problem, completedAt } = store.listing.status();
    expect(completedAt).toBe(NOW);
    if (options.dryRun) expect([failed, problem]).toEqual([0, null]);
    else expect([failed, problem?.message]).toEqual([1, applied.rejected?.message ?? error?.message]);
  });

  test("a list of others while a tracker is connected, or by another tracker", async () => {
    put(1);
    store.write(() => store.settings.write("tracker", "unit3d"));
    await expect(apply(lines(0))).rejects.toThrow("unit3d");
    await expect(apply(lines(0), { owner: "gazelle" })).rejects.toThrow("unit3d");
    expect(store.listing.status()).toMatchObject({ state: "none", failed: 0 });
    expect((await apply(lines(0), { owner: "unit3d" })).rejected).toBeNull();
  });

  test("a list that comes while another one is taken in", async () => {
    put(1);
    const late = Promise.withResolvers<void>();
    async function* slow() {
      yield lines(0);
      await late.promise;
    }
    store.write(() => store.leases.take({ name: "listing", token: "another" }, 1, Date.now(), 60_000));
    late.resolve();
    const options = { owner: "sync", force: false, dryRun: false } as const;
    await expect(applyList(stores, slow(), options)).rejects.toThrow("Another list");
    expect(store.listing.status().state).toBe("none");
  });
});

test("a list that withholds much is taken with force, and the first one always", async () => {
  const ids = put(80);
  expect((await apply(lines(...Array(20).keys()))).rejected).toBeNull();
  expect(states(ids).filter((state) => state === "withheld")).toHaveLength(60);
  await apply(lines(...Array(80).keys()));
  expect((await apply(lines(0))).rejected?.code).toBe("LIST_SHRUNK");
  expect((await apply(lines(0), { force: true })).rejected).toBeNull();
  expect(store.statistics.totals().torrents).toBe(1);
});

test("what was withheld stays so through failed rounds", async () => {
  const ids = put(2);
  await apply(lines(0));
  await apply(lines(0, 1), {}, new Error("lost")).catch(() => {});
  await apply([]).catch(() => {});
  expect(states(ids)).toEqual(["offered", "withheld"]);
  expect(store.listing.status()).toMatchObject({ failed: 2, state: "in-force", problem: { code: "LIST_EMPTY" } });
});

test("a torrent that is known keeps its state whatever puts it in again", async () => {
  const ids = put(2);
  await apply(lines(0));
  store.write((writer) => expect(writer.keep(toRecord(parseMetainfo(bytesOf(1)))).outcome).toBe("known"));
  store.write((writer) => writer.store(ids[1] ?? 0, bytesOf(1), 5));
  expect(states(ids)).toEqual(["offered", "withheld"]);
});
