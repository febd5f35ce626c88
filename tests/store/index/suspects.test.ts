import { expect, test } from "bun:test";
import { encodePath } from "../../../src/core/path-bytes.ts";
import { Store } from "../../../src/store/store.ts";
import { tree } from "../../support/tree.ts";

const STAMP = { size: 1, mtimeS: 1, mtimeNs: 0, inode: 1 };

test("noted torrents are found by the locations of their root, until they are cleared", () => {
  using dir = tree();
  const store = Store.open(dir.path("a.db"), { create: true });
  const [a, b] = store.write(() => [store.roots.register("/a", 0), store.roots.register("/b", 0)] as const);
  store.write((writer) => {
    for (const hash of [1, 2]) {
      const { id } = writer.keep({
        infoHashV1: new Uint8Array(20).fill(hash),
        infoHashV2: null,
        piecesHash: null,
        name: "x",
        private: false,
        singleFile: true,
        pieceLength: 1,
        pieceCount: 1,
        infoLength: 1,
        piecesOffset: 0,
        piecesLength: 20,
        fileCount: 0,
        payloadSize: 1,
        totalSize: 1,
        fileList: new Uint8Array(),
        keys: [],
        sizes: [],
      });
      writer.upsert(a.id, encodePath(`${hash}.torrent`), STAMP, { id, infoOffset: 0 });
      if (hash === 1) writer.upsert(b.id, encodePath("copy.torrent"), STAMP, { id, infoOffset: 0 });
    }
  });
  store.write(() => store.suspects.note([1], 5));
  store.write(() => store.suspects.note([1, 2], 6));
  expect([...store.suspects.ofRoot(a.id).values()].sort()).toEqual([1, 2]);
  expect([...store.suspects.ofRoot(b.id).values()]).toEqual([1]);
  store.write(() => store.suspects.clear([1]));
  expect([...store.suspects.ofRoot(a.id).values()]).toEqual([2]);
  expect(store.suspects.ofRoot(b.id).size).toBe(0);
  store.close();
});
