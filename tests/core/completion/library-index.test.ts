import { expect, test } from "bun:test";
import { Chains } from "../../../src/core/completion/chains.ts";
import { FolderTree } from "../../../src/core/completion/folder-tree.ts";
import { LibraryIndex } from "../../../src/core/completion/library-index.ts";
import { writtenKey } from "../../../src/core/completion/same-name.ts";
import { TextTable } from "../../../src/core/completion/text-table.ts";

test("texts come out of a table as they went in, lone surrogates and long ones too", () => {
  const texts = [
    "",
    "a.mkv",
    "é ÿ",
    "\ud83d\ude00.mkv",
    "caf\udce9",
    "日本",
    "\0",
    "x".repeat(100_000),
    "𝛼".repeat(9_999),
  ];
  const table = new TextTable();
  expect(texts.map((text) => table.push(text))).toEqual([...texts.keys()]);
  expect(texts.map((_, i) => table.at(i))).toEqual(texts);
});

test("chains find what a map finds, in order, for keys of every kind", () => {
  const keys: number[] = [];
  const chains = new Chains((id) => keys[id] as number);
  const due = new Map<number, number[]>();
  for (let id = 0; id < 20_000; id++) {
    const key = [id % 7_919, (id % 5_000) * 1_048_576, 2 ** 46 + (id % 3_001), id * 4_294_967_296][id % 4] as number;
    keys.push(key);
    chains.add(key);
    due.set(key, [...(due.get(key) ?? []), id]);
  }
  for (const [key, ids] of due) expect(chains.of(key, 1_000)).toEqual(ids);
  expect([chains.of(0, 1), chains.of(0.5, 9), chains.newest(-1)]).toEqual([due.get(0)?.slice(-1) ?? [], [], -1]);
});

test("folders have one number each and come out as they went in", () => {
  const tree = new FolderTree();
  const paths = ["/data/media/Show/S01", "/data/media", "/", "", "Show/S01", "C:/x", "//a", "/data/media/Show/S01"];
  const ids = paths.map((path) => tree.idOf(path));
  expect(ids.map((id) => tree.path(id))).toEqual(paths);
  expect([ids.at(-1), new Set(ids).size]).toEqual([ids[0], paths.length - 1]);
  const [show = -1, media = -1] = ids;
  expect([tree.above(show, 2), tree.above(show, 4), tree.above(show, 9)]).toEqual([media, tree.idOf(""), -1]);
  const due = ["s01", "SHOW", "other", "data"].map(writtenKey);
  expect([tree.shared(show, due), tree.shared(media, due), tree.shared(tree.idOf("Show/S01"), due)]).toEqual([2, 0, 2]);
});

test("every name of a file is found, and tells which file it is of", () => {
  const index = new LibraryIndex();
  const first = index.add("/a", "one.mkv", 100);
  index.add("/a", "other.mkv", 100);
  const second = index.add("/b", "Two.mkv", 100, first);
  const third = index.add("/c", "three.mkv", 100, second);
  expect([first, second, third].map((id) => index.fileOf(id))).toEqual([0, 0, 0]);
  expect([index.ofName("two.MKV"), index.ofSize(100), index.ofSize(100, 2)]).toEqual([[2], [0, 1, 2, 3], [2, 3]]);
});
