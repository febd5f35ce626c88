import { expect, test } from "bun:test";
import { Library } from "../../../src/client/library/library.ts";

const file = (path: string, dev: bigint, ino: bigint, size = 10n) => {
  const cut = path.lastIndexOf("/");
  const stat = { dev, ino, size, mtimeNs: 1_700_000_000_123_456_789n, ctimeNs: -5n };
  return { folder: path.slice(0, cut) || "/", name: path.slice(cut + 1), stat };
};

test("a file counts once and has all its names, the same path only once", () => {
  const library = new Library();
  for (const path of ["/a/one", "/b/two", "/a/one"]) library.add(file(path, 1n, 7n));
  library.add(file("/a/other", 1n, 8n, 5n));
  expect([library.files, library.bytes, library.index.length, [...library.ids()]]).toEqual([2, 15, 3, [0, 2]]);
  expect([0, 1, 2].map((id) => library.path(id))).toEqual(["/a/one", "/b/two", "/a/other"]);
  expect([library.byKey("1:7", "two"), library.byKey("1:7", "x"), library.byKey("1:9", "one")]).toEqual([1, 0, null]);
});

test("of a file with thousands of names some are kept", () => {
  const library = new Library();
  for (let i = 0; i < 100; i++) library.add(file(`/a/${i}`, 1n, 7n));
  expect([library.files, library.index.length]).toEqual([1, 32]);
});

test("inodes beyond 2^53 and those of two disks with one number are told apart", () => {
  const library = new Library();
  const inodes = [7n, 7n + (1n << 53n), 7n + (1n << 63n), (1n << 64n) - 1n];
  for (const dev of [1n, 2n]) for (const ino of inodes) library.add(file(`/${dev}/${ino}`, dev, ino));
  expect([library.files, library.disks]).toEqual([8, 2]);
  expect([...library.ids()].map((id) => library.stat(id).ino)).toEqual([...inodes, ...inodes]);
  expect([...library.ids()].map((id) => library.byKey(library.key(id), ""))).toEqual([...library.ids()]);
  expect(library.stat(3)).toEqual(file("/1/x", 1n, inodes[3] as bigint).stat);
});

test("files are read disk by disk, each in the order of its inodes", () => {
  const library = new Library();
  const places: [dev: bigint, ino: bigint][] = [
    [1n, 1n << 40n],
    [2n, 3n],
    [1n, 9n],
    [1n, 1n << 33n],
    [2n, 1n],
  ];
  for (const [dev, ino] of places) library.add(file(`/${dev}/${ino}`, dev, ino));
  expect([0, 1, 2, 3, 4].sort(library.byPlace)).toEqual([2, 3, 0, 4, 1]);
});
