import { expect, test } from "bun:test";
import { decodePath } from "../../../src/core/path-bytes.ts";
import { memoryStore } from "../../support/indexed.ts";

test("a path is registered once, in bytes", () => {
  using store = memoryStore();
  const latin1 = decodePath(Buffer.from("/srv/caf\xe9", "latin1"));
  const paths = ["/srv/torrents", latin1, "/srv/café", "/srv/torrents"];
  const roots = paths.map((path, i) => store.write(() => store.roots.register(path, 100 + i)));
  expect(roots.map(({ id }) => id)).toEqual([1, 2, 3, 1]);
  expect(store.roots.list()).toEqual(roots.slice(0, 3));
  expect(roots[3]).toEqual({ id: 1, path: "/srv/torrents", addedAt: 100, scannedAt: null });
  expect(store.roots.count()).toBe(3);
});
