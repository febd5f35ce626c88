import { expect, test } from "bun:test";
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
