import { afterAll, describe, expect, test } from "bun:test";
import type { TorrentQuery } from "../../../src/core/api/torrent-query.ts";
import { STATE } from "../../../src/core/api/torrent-state.ts";
import type { Store } from "../../../src/store/store.ts";
import { listTorrents } from "../../../src/work/torrents/list-torrents.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

const QUERY: TorrentQuery = { filter: {}, order: "newest", words: null, beyond: null, limit: 100 };

async function all(store: Store, query: Partial<TorrentQuery>): Promise<number[]> {
  const ids: number[] = [];
  let beyond: number | null = null;
  do {
    const page = await listTorrents(store, { ...QUERY, ...query, beyond });
    ids.push(...page.torrents.map(({ id }) => id));
    beyond = page.next;
  } while (beyond !== null);
  return ids;
}

/** 60 torrents of which some differ, with ids far apart as after a restore. */
function filled() {
  const store = memoryStore();
  for (let i = 1; i <= 60; i++) {
    const id = addTorrent(store, plainTorrent(`Film ${i} ${i % 2 ? "odd" : "even"}`, i, { private: i % 5 === 0 }));
    store.write((writer) => {
      if (i % 10 === 0) writer.changeState(id, STATE.FLAGGED, 0);
      if (i % 20 === 1) writer.changeState(id, STATE.MISSING, 0);
      if (i % 20 === 0) writer.changeState(id, STATE.MISSING, 0);
      if (i % 15 === 0) writer.remove(id);
      if (i % 7 === 0) writer.setSwarm(id, { seeders: i / 7 - 1, leechers: 0 }, 1);
      if (i % 13 === 0) writer.setExternalId(id, "x13", 1);
    });
  }
  while (store.write(() => store.search.fill()) > 0);
  return store;
}

// What each filter is to find is told by the numbers above.
const range = (filter: (i: number) => boolean) => Array.from({ length: 60 }, (_, i) => i + 1).filter(filter);
const removed = (i: number) => i % 15 === 0;
const missing = (i: number) => i % 20 === 1;
const flagged = (i: number) => i % 10 === 0 && !removed(i);

describe.each(["newest", "oldest"] as const)("%s first", (order) => {
  const store = filled();
  afterAll(() => store.close());

  test.each<[string, Partial<TorrentQuery>, (i: number) => boolean]>([
    ["all", {}, () => true],
    ["offered", { filter: { state: "offered" } }, (i) => !removed(i) && !flagged(i) && !missing(i)],
    ["flagged", { filter: { state: "flagged" } }, flagged],
    ["removed", { filter: { state: "removed" } }, removed],
    ["missing", { filter: { state: "missing" } }, missing],
    ["private", { filter: { private: true } }, (i) => i % 5 === 0],
    ["not private", { filter: { private: false } }, (i) => i % 5 !== 0],
    ["of version 2", { filter: { kind: "v2" } }, () => false],
    ["of version 1", { filter: { kind: "v1" } }, () => true],
    ["dead", { filter: { maxSeeders: 0 } }, (i) => i === 7],
    ["with some seeders", { filter: { minSeeders: 2, maxSeeders: 4 } }, (i) => [21, 28, 35].includes(i)],
    ["with an external id", { filter: { externalId: "x13" } }, (i) => i % 13 === 0],
    ["with words", { words: ["film", "odd"] }, (i) => i % 2 === 1],
    ["with words and more", { words: ["ev"], filter: { private: true, state: "flagged" } }, flagged],
  ])("%s, in pages of any length", async (_, query, wanted) => {
    const expected = range(wanted);
    if (order === "newest") expected.reverse();
    for (const limit of [1, 3, 60, 1000]) expect(await all(store, { ...query, order, limit })).toEqual(expected);
  });
});

test("kinds are told by the info-hashes", async () => {
  using store = memoryStore();
  const files = [{ path: "a", length: 20_000 }];
  const kinds = ["v1", "v2", "hybrid"] as const;
  const ids = kinds.map((version) => addTorrent(store, buildTorrent({ name: "x", files, version })));
  for (const [index, kind] of kinds.entries())
    expect(await all(store, { filter: { kind } })).toEqual([ids[index] ?? 0]);
  const { torrents } = await listTorrents(store, QUERY);
  for (const { id, infoHashV1, infoHashV2 } of torrents) {
    for (const infoHash of [infoHashV1, infoHashV2])
      if (infoHash) expect(await all(store, { filter: { infoHash } })).toEqual([id]);
  }
  expect(await all(store, { filter: { infoHash: new Uint8Array(20) } })).toEqual([]);
});

test("torrents that come meanwhile neither hide nor double others", async () => {
  using store = filled();
  const first = await listTorrents(store, { ...QUERY, limit: 10 });
  addTorrent(store, plainTorrent("Late", 1));
  const second = await listTorrents(store, { ...QUERY, limit: 10, beyond: first.next });
  expect([...first.torrents, ...second.torrents].map(({ id }) => id)).toEqual(
    range(() => true)
      .reverse()
      .slice(0, 20),
  );
});

test("a last page that is just full has no next one", async () => {
  using store = filled();
  expect((await listTorrents(store, { ...QUERY, limit: 60 })).next).toBeNull();
  expect((await listTorrents(store, { ...QUERY, limit: 59 })).next).toBe(2);
});

test("a search says whether it is complete", async () => {
  using store = filled();
  const search = async () => (await listTorrents(store, { ...QUERY, words: ["late"] })).searchComplete;
  expect([await search(), (await listTorrents(store, QUERY)).searchComplete]).toEqual([true, null]);
  addTorrent(store, plainTorrent("Late", 1));
  expect(await search()).toBe(false);
});
