import { expect, test } from "bun:test";
import { fileKey } from "../../../src/core/content/names.ts";
import type { RequestedFile, Tier } from "../../../src/core/match/match.ts";
import { WantedFiles } from "../../../src/core/match/wanted-files.ts";

const FILES: RequestedFile[] = [
  { name: "b", size: 2 },
  { name: "a", size: 1 },
  { size: 1 },
  { name: "x/A", size: 1 },
  { name: "a", size: 0 },
  { name: "a", size: 2 },
];

/** What is looked up, in its order: value, size, how many files have it, and which. */
function rows(tier: Tier) {
  const wanted = new WantedFiles(FILES, tier);
  return wanted.values.map((value, place) => [
    value,
    wanted.sizeAt(place),
    wanted.countAt(place),
    wanted.get(value)?.indexes,
  ]);
}

test("by size all are looked up but empty files, in ascending order", () => {
  expect(rows("size")).toEqual([
    [1, 1, 3, [1, 2, 3]],
    [2, 2, 2, [0, 5]],
  ]);
});

test("by name those without one are left out", () => {
  const expected = [
    [fileKey("a", 1), 1, 2, [1, 3]],
    [fileKey("a", 2), 2, 1, [5]],
    [fileKey("b", 2), 2, 1, [0]],
  ];
  expect(rows("name")).toEqual(expected.sort((a, b) => Number(a[0]) - Number(b[0])));
});

test("names are compared folded, without folders and what is never seen; sizes have none", () => {
  const files = [
    { name: "Show/S01\u202e\\Stra\u00dfe.MKV", size: 7 },
    { name: "STRASSE\u200e.mkv", size: 7 },
  ];
  expect(new WantedFiles(files, "name").get(fileKey("strasse.mkv", 7))).toEqual({
    size: 7,
    indexes: [0, 1],
    names: ["strasse.mkv", "strasse.mkv"],
  });
  expect(new WantedFiles(files, "size").get(7)?.names).toEqual([]);
});

test("what nobody asked for is nowhere", () => {
  const wanted = new WantedFiles(
    [10, 20, 30].map((size) => ({ size })),
    "size",
  );
  expect([10, 20, 30, 5, 15, 35].map((value) => wanted.find(value))).toEqual([0, 1, 2, -1, -1, -1]);
  expect(wanted.get(15)).toBeUndefined();
  expect(new WantedFiles([], "name").find(1)).toBe(-1);
});
