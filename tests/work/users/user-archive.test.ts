import { expect, test } from "bun:test";
import { STATE } from "../../../src/core/api/torrent-state.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { ownHistory, userArchive } from "../../../src/work/users/user-archive.ts";
import { addTorrent } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

const unknown = (i: number) => new Uint8Array(Buffer.from(Bun.hash(`${i}`).toString(16).padStart(40, "a"), "hex"));

test("torrents among thousands of entries that are none, page by page, and others get their turn", async () => {
  using dir = tree();
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  try {
    const torrents = Array.from({ length: 120 }, (_, i) => plainTorrent(`t${i}`, i + 1));
    for (const [i, bytes] of torrents.entries()) {
      dir.write(`root/${i}.torrent`, bytes);
      addTorrent(store, bytes, `${i}.torrent`, dir.path("root"));
    }
    const hashes = torrents.map((bytes) => parseMetainfo(bytes).infoHashV1 ?? new Uint8Array());
    const others = Array.from({ length: 5_000 }, (_, i) => unknown(i));
    const entries = [...hashes, ...others].map((infoHash) => ({ userId: "a", infoHash, at: null }));
    store.write(() => store.history.add(entries, "import"));
    const before: string[] = [];
    for await (const entry of userArchive(store, ownHistory(store, "a"), null)) {
      expect("omitted" in entry).toBe(false);
      if ("fileName" in entry) before.push(entry.fileName);
    }
    expect(before).toHaveLength(120);
    expect(new Set(before).size).toBe(120);
    store.write(() =>
      store.history.add(
        others.map((infoHash) => ({ userId: "b", infoHash, at: null })),
        "import",
      ),
    );
    let turns = 0;
    const turn = () => {
      turns++;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    for await (const _ of userArchive(store, ownHistory(store, "b"), null)) expect.unreachable();
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(100);
  } finally {
    store.close();
  }
});

test("a torrent that is withheld while the archive goes out is in it no more", async () => {
  using dir = tree();
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  try {
    const torrents = Array.from({ length: 20 }, (_, i) => plainTorrent(`t${i}`, i + 1));
    const ids = torrents.map((bytes, i) => {
      dir.write(`root/${i}.torrent`, bytes);
      return addTorrent(store, bytes, `${i}.torrent`, dir.path("root"));
    });
    const hashes = torrents.map((bytes) => parseMetainfo(bytes).infoHashV1 ?? new Uint8Array());
    store.write(() =>
      store.history.add(
        hashes.map((infoHash) => ({ userId: "a", infoHash, at: null })),
        "import",
      ),
    );
    const given: number[] = [];
    for await (const { torrentId } of userArchive(store, ownHistory(store, "a"), null)) {
      given.push(torrentId);
      const next = ids.filter((id) => !given.includes(id));
      if (given.length === 3) {
        store.write((writer) => {
          for (const id of next) writer.changeState(id, STATE.WITHHELD, 0);
        });
      }
    }
    expect(given).toHaveLength(3);
  } finally {
    store.close();
  }
});
