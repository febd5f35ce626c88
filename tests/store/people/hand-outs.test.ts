import { expect, test } from "bun:test";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";

test("one row for each torrent and user, the newest kept", () => {
  using store = memoryStore();
  const ids = [1, 2, 3].map((size) => addTorrent(store, plainTorrent(`t${size}`, size)));
  store.write(() => {
    store.handOuts.append("alice", ids, 10);
    store.handOuts.append("bob", ids.slice(0, 2), 20);
    store.handOuts.trim(3);
  });
  expect(store.handOuts.newest(10).map(({ at, identity, torrentId }) => [at, identity, torrentId])).toEqual([
    [20, "bob", ids[1]],
    [20, "bob", ids[0]],
    [10, "alice", ids[2]],
  ] as never);

  const found = (identity: string | null, infoHash: Uint8Array | null) =>
    store.handOuts.newest(10, { identity, infoHash }).map(({ identity, name }) => `${identity} ${name}`);
  const hash = store.torrents.describe(ids).get(ids[0] ?? 0)?.infoHashV1 ?? null;
  expect(found("bob", null)).toEqual(["bob t2", "bob t1"]);
  expect(found(null, hash)).toEqual(["bob t1"]);
  expect(found("alice", hash)).toEqual([]);
});

test("those that hold a text are found among the newest", () => {
  using store = memoryStore();
  const ids = ["Night Train", "100% Day"].map((name, i) => addTorrent(store, plainTorrent(name, i + 1)));
  store.write(() => {
    store.handOuts.append("alice", ids, 10);
    store.handOuts.append("bob", ids.slice(0, 1), 20);
  });
  const found = (text: string, depth = 10) => store.handOuts.matching(text, 10, depth).map(({ id }) => id);
  expect(found("")).toEqual([3, 2, 1]);
  expect(found("ALICE night")).toEqual([1]);
  expect(found("%")).toEqual([2]);
  expect(found("alice", 2)).toEqual([2]);
});
