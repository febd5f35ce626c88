import { describe, expect, test } from "bun:test";
import type { ListedFile } from "../../../src/core/content/file-list.ts";
import { fileKey } from "../../../src/core/content/names.ts";
import {
  assignFiles,
  type Candidate,
  compareCandidates,
  type RequestedFile,
  type Tier,
} from "../../../src/core/match/match.ts";
import { WantedFiles } from "../../../src/core/match/wanted-files.ts";

const GIB = 1024 ** 3;

function candidate(torrentId: number, bytes: number, seeders: number | null, ofBytes = 10_000): Candidate {
  return { torrentId, seeders, coverage: { files: 1, ofFiles: 1, bytes, ofBytes } };
}

const ids = (candidates: Candidate[]) => candidates.sort(compareCandidates).map(({ torrentId }) => torrentId);

describe("order", () => {
  test("bands of the share come first", () => {
    const shares = [1, 4_999, 5_000, 8_999, 9_000, 9_899, 9_900, 9_999, 10_000];
    // In the worse band everything better: no seeders. In the better band: the more seeders the worse.
    const bandOf = (bytes: number) => [10_000, 9_900, 9_000, 5_000, 0].findIndex((from) => bytes >= from);
    for (const a of shares) {
      for (const b of shares) {
        if (bandOf(a) >= bandOf(b)) continue;
        expect(ids([candidate(1, b, 0), candidate(2, a, 100)])).toEqual([2, 1]);
      }
    }
  });

  test("within a band seeders: none, unknown, one, two", () => {
    expect(
      ids([candidate(1, 9_999, 2), candidate(2, 9_950, 1), candidate(3, 9_940, null), candidate(4, 9_930, 0)]),
    ).toEqual([4, 3, 2, 1]);
  });

  test("then the exact share, then the larger, then the older", () => {
    expect(ids([candidate(1, 6_000, 0), candidate(2, 7_000, 0)])).toEqual([2, 1]);
    expect(ids([candidate(1, 10_000, 0), candidate(2, 20_000, 0, 20_000)])).toEqual([2, 1]);
    expect(ids([candidate(9, 10_000, 0), candidate(2, 10_000, 0), candidate(5, 10_000, 0)])).toEqual([2, 5, 9]);
  });
});

describe("assignment", () => {
  const listed = (...files: [path: string, length: number, more?: Partial<ListedFile>][]): ListedFile[] =>
    files.map(([path, length, more]) => ({ path, length, offset: 0, pad: false, symlink: false, ...more }));

  function assign(
    tier: Tier,
    request: RequestedFile[],
    files: ListedFile[],
    { name = "Show", single = false, max = 1e6 } = {},
  ) {
    return assignFiles(new WantedFiles(request, tier), tier, { name, singleFile: single, files }, max);
  }

  test("pairs by name, whatever the folder, the case and the form", () => {
    const { pairs, coverage, complete } = assign(
      "name",
      [
        { name: "D:\\Shows\\s01e01.MKV", size: 4 * GIB },
        { name: "nothing.mkv", size: 4 * GIB },
        { name: "Ame\u0301lie.srt", size: 70 },
      ],
      listed(["S01E01.mkv", 4 * GIB], ["Subs/Amélie.srt", 70], ["S01E02.mkv", 5 * GIB]),
    );
    expect(pairs).toEqual([
      { requestIndex: 0, path: "Show/S01E01.mkv", match: "name" },
      { requestIndex: 2, path: "Show/Subs/Amélie.srt", match: "name" },
    ]);
    expect(coverage).toEqual({ files: 2, ofFiles: 3, bytes: 4 * GIB + 70, ofBytes: 9 * GIB + 70 });
    expect(complete).toBe(true);
  });

  test("a single file stands for itself", () => {
    const { pairs } = assign("name", [{ name: "movie.mkv", size: 9 }], listed(["", 9]), {
      name: "Movie.mkv",
      single: true,
    });
    expect(pairs).toEqual([{ requestIndex: 0, path: "Movie.mkv", match: "name" }]);
  });

  test("padding, links and empty files are neither matched nor counted", () => {
    const files = listed(["a", 5], ["b", 5, { pad: true }], ["c", 5, { symlink: true }], ["d", 0]);
    const { pairs, coverage } = assign("size", [{ size: 5 }, { size: 0 }, { size: 5 }, { size: 5 }], files);
    expect(pairs.map(({ path }) => path)).toEqual(["Show/a", "Show/a", "Show/a"]);
    expect(coverage).toEqual({ files: 1, ofFiles: 1, bytes: 5, ofBytes: 5 });
  });

  test.each([
    [1, 3, 1],
    [3, 1, 1],
    [2, 3, 2],
    [3, 3, 3],
  ])("%i files of a size asked and %i held cover %i, and every pair is listed", (asked, held, covered) => {
    const request = Array.from({ length: asked }, () => ({ size: 7 }));
    const files = listed(...Array.from({ length: held }, (_, i): [string, number] => [`${i}`, 7]));
    const { pairs, coverage } = assign("size", request, files);
    expect(coverage).toMatchObject({ files: covered, bytes: covered * 7 });
    expect(pairs).toHaveLength(asked * held);
    expect(new Set(pairs.map(({ requestIndex, path }) => `${requestIndex} ${path}`)).size).toBe(asked * held);
    expect(pairs.every(({ match }) => match === "size")).toBe(true);
  });

  test("twins in two folders: the name cannot decide, so the client's piece check does", () => {
    const files = listed(["CD1/01.flac", 7], ["CD2/01.flac", 7], ["02.flac", 7]);
    const { pairs, coverage } = assign(
      "name",
      [
        { name: "01.flac", size: 7 },
        { name: "02.flac", size: 7 },
      ],
      files,
    );
    expect(pairs).toEqual([
      { requestIndex: 0, path: "Show/CD1/01.flac", match: "size" },
      { requestIndex: 0, path: "Show/CD2/01.flac", match: "size" },
      { requestIndex: 1, path: "Show/02.flac", match: "name" },
    ]);
    expect(coverage).toMatchObject({ files: 2, bytes: 14 });
  });

  test("the same size under another name is no match by name", () => {
    const { pairs, coverage } = assign("name", [{ name: "other.mkv", size: 7 }], listed(["movie.mkv", 7]));
    expect([pairs, coverage.files]).toEqual([[], 0]);
  });

  test("a file is found under the names that clients write, and shown where libtorrent's look for it", () => {
    const files = listed(
      ["S/What? 1.mkv", 5],
      ["S/trail.mkv ", 6],
      ["S/a/b.mkv", 7, { others: ["a_b.mkv"] }],
      ["S/中文.mkv", 8, { written: "S/__.mkv", others: ["ÖÐÎÄ.mkv"] }],
    );
    const request = [
      { name: "what_ 1.MKV", size: 5 },
      { name: "trail.mkv", size: 6 },
      { name: "a_b.mkv", size: 7 },
      { name: "__.mkv", size: 8 },
    ];
    const { pairs, coverage } = assign("name", request, files);
    expect(coverage.files).toBe(4);
    expect(pairs).toEqual(
      ["Show/S/What? 1.mkv", "Show/S/trail.mkv ", "Show/S/a/b.mkv", "Show/S/__.mkv"].map((path, requestIndex) => ({
        requestIndex,
        path,
        match: "name" as const,
      })),
    );
    expect(assign("name", [{ name: "ÖÐÎÄ.mkv", size: 8 }], files).coverage.files).toBe(1);
    expect(assign("name", [{ name: "What_ 1.mkv", size: 6 }], files).coverage.files).toBe(0);
  });

  test("a file's own name goes before others, and no file of the request is used twice for that", () => {
    const files = listed(["a?.mkv", 5], ["a_.mkv", 5]);
    expect(assign("name", [{ name: "a_.mkv", size: 5 }], files)).toMatchObject({
      pairs: [{ requestIndex: 0, path: "Show/a_.mkv", match: "name" }],
      coverage: { files: 1, bytes: 5 },
    });
    const both = [
      { name: "a_.mkv", size: 5 },
      { name: "a?.mkv", size: 5 },
    ];
    expect(assign("name", both, files).pairs).toEqual([
      { requestIndex: 1, path: "Show/a?.mkv", match: "name" },
      { requestIndex: 0, path: "Show/a_.mkv", match: "name" },
    ]);
  });

  test("two names with one key are still two names", () => {
    const key = fileKey("movie.mkv", 7);
    const wanted = new Map([[key, { size: 7, indexes: [0], names: ["stranger.mkv"] }]]);
    const { pairs, coverage } = assignFiles(
      wanted,
      "name",
      { name: "Show", singleFile: false, files: listed(["movie.mkv", 7]) },
      10,
    );
    expect([pairs, coverage.files]).toEqual([[], 0]);
  });

  test("two sizes with one key are still two sizes", () => {
    const key = fileKey("movie.mkv", 7);
    const wanted = new Map([[key, { size: 8, indexes: [0], names: ["movie.mkv"] }]]);
    const torrent = { name: "Show", singleFile: false, files: listed(["movie.mkv", 7]) };
    expect(assignFiles(wanted, "name", torrent, 10).coverage.files).toBe(0);
  });

  test("lists no more pairs than allowed and says so; coverage counts on", () => {
    const request = Array.from({ length: 20 }, () => ({ size: 7 }));
    const files = listed(...Array.from({ length: 30 }, (_, i): [string, number] => [`${i}`, 7]), ["last", 8]);
    const cut = assign("size", [...request, { size: 8 }], files, { max: 600 });
    expect(cut.pairs).toHaveLength(600);
    expect(cut.complete).toBe(false);
    expect(cut.coverage).toEqual({ files: 21, ofFiles: 31, bytes: 148, ofBytes: 218 });
    expect(assign("size", [...request, { size: 8 }], files, { max: 601 }).complete).toBe(true);
    expect(assign("size", request, files, { max: 0 })).toMatchObject({ pairs: [], complete: false });
  });

  test("equal names of other sizes stay apart", () => {
    const files = listed(["CD1/01.flac", 7], ["CD2/01.flac", 8]);
    const { pairs } = assign("name", [{ name: "01.flac", size: 8 }], files);
    expect(pairs).toEqual([{ requestIndex: 0, path: "Show/CD2/01.flac", match: "name" }]);
  });
});
