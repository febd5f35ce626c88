import { expect, test } from "bun:test";
import { decodePath, encodePath } from "../../../src/core/path-bytes.ts";
import { addTorrent, memoryStore, STAMP } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";

test("rejected files are found by path, code and message, and counted below each root", () => {
  using store = memoryStore();
  const [a, b] = ["/srv/a", "/srv/b"].map((path) => store.write(() => store.roots.register(path, 0)));
  const reject = (root: number, path: string, code: string, message: string) =>
    store.write((writer) => writer.upsert(root, encodePath(path), STAMP, { code, message }));
  const latin1 = decodePath(Buffer.from("caf\xe9.torrent", "latin1"));
  reject(a?.id ?? 0, "z.torrent", "NAME_MISSING", "info has no name");
  reject(a?.id ?? 0, latin1, "PIECES_LENGTH", "info.pieces holds 39 bytes");
  reject(b?.id ?? 0, "100%.torrent", "NAME_MISSING", "info has no name");
  addTorrent(store, plainTorrent("t", 5), "t.torrent", "/srv/b");
  const found = (text: string, limit = 10) => store.locations.rejectedMatching(text, limit).map(({ path }) => path);
  expect(found("")).toEqual(["/srv/a/z.torrent", "/srv/b/100%.torrent", `/srv/a/${latin1}`]);
  expect(found("", 2)).toHaveLength(2);
  expect(found("%")).toEqual(["/srv/b/100%.torrent"]);
  expect(found("srv/a/")).toEqual(["/srv/a/z.torrent", `/srv/a/${latin1}`]);
  expect(found("39 BYTES")).toEqual([`/srv/a/${latin1}`]);
  expect(found("name_missing")).toHaveLength(2);
  expect(store.locations.countByRoot()).toEqual([
    { rootId: 1, torrents: 0, rejected: 2 },
    { rootId: 2, torrents: 1, rejected: 1 },
  ]);
});

test("the newest torrents on offer, and those that came after one", () => {
  using store = memoryStore();
  const ids = [1, 2, 3].map((size) => addTorrent(store, plainTorrent(`t${size}`, size * 100), `${size}.torrent`));
  const [first = 0, second = 0, third = 0] = ids;
  expect(store.torrents.newestOffered(2)).toEqual([third, second]);
  const known = store.locations.ofRoot(1);
  store.write((writer) => {
    writer.removeLocation(known.id[known.rows.get("3.torrent") ?? 0] ?? 0);
    writer.settle(third);
  });
  expect(store.torrents.newestOffered(9)).toEqual([second, first]);
  expect(store.torrents.countAbove(first)).toBe(2);
});
