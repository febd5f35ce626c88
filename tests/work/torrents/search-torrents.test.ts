import { expect, test } from "bun:test";
import { searchTorrents, type TorrentSearch } from "../../../src/work/torrents/search-torrents.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";

test("a line of text finds torrents by words, info-hash and ids, the newest first and page by page", async () => {
  using store = memoryStore();
  for (const [i, name] of ["Night Train 2012", "Night Bus", "12 Men"].entries()) {
    addTorrent(store, plainTorrent(name, 100 + i));
  }
  store.write((writer) => writer.remove(2));
  const search = (text: string, more: Partial<TorrentSearch> = {}) =>
    searchTorrents(store, { text, state: null, beyond: null, limit: 10, ...more });
  const found = async (text: string, more?: Partial<TorrentSearch>) =>
    (await search(text, more)).torrents.map(({ id }) => id);
  expect(await found("")).toEqual([3, 2, 1]);
  expect(await found("nig")).toEqual([2, 1]);
  expect(await found("nig", { state: "removed" })).toEqual([2]);
  expect(await found("12")).toEqual([3]);
  expect(await found("id:2")).toEqual([2]);
  expect([await found("id:9"), await found("external:7"), await found("f".repeat(40)), await found("…")]).toEqual([
    [],
    [],
    [],
    [],
  ]);
  const hash = store.torrentList.details(1)?.infoHashV1;
  expect(await found(Buffer.from(hash ?? []).toString("hex"))).toEqual([1]);
  const first = await search("", { limit: 2 });
  expect([first.next, await found("", { beyond: first.next })]).toEqual([2, [1]]);
});
