import { expect, test } from "bun:test";
import { decodePath, encodePath } from "../../../src/core/path-bytes.ts";
import type { FileStamp } from "../../../src/store/index/location-writer.ts";
import { addTorrent, memoryStore, STAMP } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";

const NAMES = ["plain.torrent", "dir/日本語.torrent", "caf\udce9.torrent", "\ufffd.torrent", "\udcff\ufffd.torrent"];

test("every stamp and every name comes back to the last digit and byte", () => {
  using store = memoryStore();
  store.write(() => store.roots.register("/srv", 0));
  const stamp: FileStamp = { size: 2 ** 52 + 1, mtimeS: 1_800_000_000, mtimeNs: 999_999_999, inode: 2 ** 53 - 1 };
  store.write((writer) => {
    for (const name of NAMES) writer.upsert(1, encodePath(name), stamp, { code: "SYNTAX", message: name });
  });
  const known = store.locations.ofRoot(1);
  expect([...known.rows.keys()].sort()).toEqual(NAMES.toSorted());
  for (const row of known.rows.values()) {
    expect([known.size[row], known.mtimeS[row], known.mtimeNs[row]]).toEqual([stamp.size, stamp.mtimeS, stamp.mtimeNs]);
    expect([known.torrentId[row], known.codes.get(row)]).toEqual([0, "SYNTAX"]);
  }
  expect([...store.locations.rejected()].map(({ path }) => path).sort()).toEqual(
    NAMES.map((name) => `/srv/${name}`).sort(),
  );
});

test("a root knows its own places only", () => {
  using store = memoryStore();
  const bytes = plainTorrent("a", 1);
  const id = addTorrent(store, bytes, "x.torrent", "/one");
  addTorrent(store, bytes, "x.torrent", "/two");
  addTorrent(store, bytes, "sub/y.torrent", "/two");
  expect([...store.locations.ofRoot(1).rows.keys()]).toEqual(["x.torrent"]);
  expect([...store.locations.ofRoot(2).rows.keys()].sort()).toEqual(["sub/y.torrent", "x.torrent"]);
  expect(store.locations.ofRoot(3).rows.size).toBe(0);
  expect([...store.locations.ofRoot(2).torrentId]).toEqual([id, id]);
  const infoOffset = Buffer.from(bytes).indexOf("4:info") + 6;
  expect(store.locations.ofTorrents([id])).toEqual(
    ["/one/x.torrent", "/two/x.torrent", "/two/sub/y.torrent"].map((path) => ({
      torrentId: id,
      path,
      size: bytes.length,
      infoOffset,
    })),
  );
});

test("paths know themselves and what lies below them, each place once", () => {
  using store = memoryStore();
  store.write(() => store.roots.register("/srv", 0));
  const odd = decodePath(Buffer.from("d\xe9", "latin1"));
  const names = ["a.torrent", "sub/x.torrent", "sub/deep/y.torrent", "sub-/z.torrent", "sub", `${odd}/w.torrent`];
  store.write((writer) => {
    for (const name of names) writer.upsert(1, encodePath(name), STAMP, { code: "SYNTAX", message: "" });
  });
  addTorrent(store, plainTorrent("a", 1), "a.torrent", "/other");
  const below = (...paths: string[]) => [...store.locations.ofPaths(1, paths).rows.keys()].sort();
  expect(below("a.torrent", "gone.torrent")).toEqual(["a.torrent"]);
  expect(below("sub", "sub/deep", "sub/x.torrent")).toEqual(["sub", "sub/deep/y.torrent", "sub/x.torrent"]);
  expect(below(odd)).toEqual([`${odd}/w.torrent`]);
  expect(below()).toEqual([]);
  const whole = store.locations.ofRoot(1);
  const part = store.locations.ofPaths(1, names);
  for (const [path, row] of part.rows) expect(part.id[row]).toBe(whole.id[whole.rows.get(path) ?? -1] as number);
});

test("the torrents of a root are counted once each, rejected files not", () => {
  using store = memoryStore();
  addTorrent(store, plainTorrent("a", 1), "a.torrent");
  addTorrent(store, plainTorrent("a", 1), "copy.torrent");
  addTorrent(store, plainTorrent("b", 1), "b.torrent");
  store.write((writer) => writer.upsert(1, encodePath("c.torrent"), STAMP, { code: "SYNTAX", message: "" }));
  expect([1, 2].map((root) => store.locations.torrentsOf(root))).toEqual([2, 0]);
});

test("places below a root whose own name is no UTF-8 are found again", () => {
  using store = memoryStore();
  const root = decodePath(Buffer.from("/srv/caf\xe9", "latin1"));
  const id = addTorrent(store, plainTorrent("a", 1), "x.torrent", root);
  const [location] = store.locations.ofTorrents([id]);
  expect(Buffer.from(encodePath(location?.path ?? "")).toString("latin1")).toBe("/srv/caf\xe9/x.torrent");
});

test("rejected files are counted by code, the most frequent first", () => {
  using store = memoryStore();
  store.write(() => store.roots.register("/srv", 0));
  store.write((writer) => {
    for (const [i, code] of ["SYNTAX", "TRUNCATED", "TRUNCATED", "NO_PAYLOAD"].entries()) {
      writer.upsert(1, encodePath(`${i}`), { size: 1, mtimeS: 1, mtimeNs: 1, inode: 1 }, { code, message: "" });
    }
  });
  addTorrent(store, plainTorrent("a", 1));
  expect([...store.locations.rejectedByCode()]).toEqual([
    ["TRUNCATED", 2],
    ["NO_PAYLOAD", 1],
    ["SYNTAX", 1],
  ]);
});
