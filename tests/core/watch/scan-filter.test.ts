import { expect, test } from "bun:test";
import { SETTINGS } from "../../../src/core/settings/settings.ts";
import { EVERYTHING, excludesPath, scanFilter } from "../../../src/core/watch/scan-filter.ts";

const usual = scanFilter({ scan_exclude: SETTINGS.scan_exclude.default, scan_include: SETTINGS.scan_include.default });

test("the folders that systems and programs put removed and other files into are left out", () => {
  for (const name of ["#recycle", "@eaDir", ".stversions", ".Trash", ".Trash-1000", ".git", "lost+found"]) {
    expect(usual.excludes(name)).toBe(true);
    expect(excludesPath(usual, `a/${name}/b.torrent`)).toBe(true);
  }
  for (const name of ["recycle", "a#recycle", ".Tras", ".gitignore", "lost", ""])
    expect(usual.excludes(name)).toBe(false);
  expect(excludesPath(EVERYTHING, "#recycle/b.torrent")).toBe(false);
});

test("files by their endings, or by whatever a site gives them", () => {
  expect(["a.torrent", "A.TORRENT", "a.torrent.bak", "a", "torrent"].map(usual.includes)).toEqual([
    ...[true, true, false, false, false],
  ]);
  const site = scanFilter({ scan_exclude: "", scan_include: " *.torrent , *.dat,??-* " });
  expect(["a.dat", "17-x", "1-x", "a.DAT"].map(site.includes)).toEqual([true, true, false, true]);
  expect(scanFilter({ scan_exclude: "", scan_include: "*" }).includes("anything")).toBe(true);
  expect(scanFilter({ scan_exclude: " , ", scan_include: "" }).excludes("x")).toBe(false);
});

test("many stars are matched without trying everything", () => {
  const stars = scanFilter({ scan_exclude: `${"*a".repeat(500)}b`, scan_include: "" });
  expect(stars.excludes("a".repeat(4_000))).toBe(false);
  expect(stars.excludes(`${"a".repeat(4_000)}b`)).toBe(true);
});
