import { expect, test } from "bun:test";
import { readGlobs } from "../../../src/cli/commands/match/globs.ts";
import { readRate } from "../../../src/cli/commands/match/read-rate.ts";
import { defaultStatePath } from "../../../src/cli/commands/match/state-path.ts";
import { pathFilter } from "../../../src/client/library/path-filter.ts";
import { withSlashes } from "../../../src/client/library/walk-library.ts";
import { LibraryIndex } from "../../../src/core/completion/library-index.ts";
import { likeness } from "../../../src/core/completion/same-name.ts";

test("the state lies in the user's state folder, on Windows in %LOCALAPPDATA%", () => {
  expect(defaultStatePath({ HOME: "/home/me" }, "linux")).toBe("/home/me/.local/state/reseeder/match.db");
  expect(defaultStatePath({ HOME: "/home/me", XDG_STATE_HOME: "/s" }, "linux")).toBe("/s/reseeder/match.db");
  expect(defaultStatePath({ HOME: "/home/me", XDG_STATE_HOME: "not/absolute" }, "linux")).toBe(
    "/home/me/.local/state/reseeder/match.db",
  );
  expect(defaultStatePath({ LOCALAPPDATA: "C:\\Users\\me\\AppData\\Local" }, "win32")).toBe(
    "C:\\Users\\me\\AppData\\Local\\ReSeeder\\match.db",
  );
  expect(defaultStatePath({ USERPROFILE: "D:\\me" }, "win32")).toBe("D:\\me\\AppData\\Local\\ReSeeder\\match.db");
  expect(() => defaultStatePath({}, "linux")).toThrow("No location for the state file");
});

test("drive letters and backslashes become one form, and a backslash of Unix stays", () => {
  expect(withSlashes("C:\\Media\\Show\\a.mkv", "\\")).toBe("C:/Media/Show/a.mkv");
  expect(withSlashes("\\\\nas\\share\\a.mkv", "\\")).toBe("//nas/share/a.mkv");
  expect(withSlashes("/media/back\\slash", "/")).toBe("/media/back\\slash");
});

test("names are the same in another case, another Unicode form, or as Windows lets them be written", () => {
  const pairs: [string, string, string][] = [
    ["Movie.MKV", "movie.mkv", "same"],
    ["é.mkv", "e\u0301.mkv", "same"],
    ["What? Now: a|b.mkv", "What_ Now_ a_b.mkv", "written"],
    ["ends with dot.", "ends with dot", "written"],
    ["left\u200eto right.mkv", "leftto right.mkv", "written"],
    ["a.mkv", "b.mkv", "other"],
  ];
  const index = new LibraryIndex();
  for (const [theirs, ours, due] of pairs) {
    expect([theirs, likeness(theirs, ours)]).toEqual([theirs, due as "same"]);
    expect([theirs, index.likenessOf(index.add("/x", ours, 1), index.keysOf(theirs))]).toEqual([theirs, due as "same"]);
  }
});

test("globs: commas between them, not inside of braces; names anywhere, paths from the root, case ignored", () => {
  expect(readGlobs("*.{mkv,mp4}, Sample ,")).toEqual(["*.{mkv,mp4}", "Sample"]);
  const filter = pathFilter(["*.mkv", "Music/**"], ["sample", "old/*.mkv"]);
  const taken = ["a.MKV", "x/b.mkv", "Music/c.flac", "x/Sample/d.mkv", "old/e.mkv", "old/x/e.mkv", "f.txt"];
  const takes = (path: string) =>
    path
      .split("/")
      .every((_, i, parts) => i === parts.length - 1 || filter.takesFolder(parts.slice(0, i + 1).join("/"))) &&
    filter.takesFile(path);
  expect(taken.filter(takes)).toEqual(["a.MKV", "x/b.mkv", "Music/c.flac", "old/x/e.mkv"]);
});

test("rates", () => {
  expect(["50M", "1.5g", "800KiB", "2048"].map(readRate)).toEqual([52_428_800, 1_610_612_736, 819_200, 2048]);
  for (const text of ["", "fast", "-1", "10", "1T", "1e9"]) expect(() => readRate(text)).toThrow("--read-rate");
});
