import { describe, expect, test } from "bun:test";
import { ReseederError } from "../../../src/core/errors.ts";
import type { Tier } from "../../../src/core/match/match.ts";
import { MAX_EXCLUDED, MAX_NAME, readMatchRequest } from "../../../src/core/match/match-request.ts";

const read = (body: unknown, tier: Tier = "size", maxFiles = 10) => readMatchRequest(body, tier, maxFiles);

function rejection(body: unknown, tier: Tier = "size", maxFiles = 10): string {
  try {
    read(body, tier, maxFiles);
  } catch (error) {
    if (error instanceof ReseederError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error(`taken: ${JSON.stringify(body)}`);
}

describe("taken", () => {
  test("the forms of the protocol, unknown fields ignored", () => {
    const files = [{ name: "movie.mkv", size: 4294967296, sha1: "00", tags: [1] }];
    expect(read({ user_id: "12345", phase: 1, files, client: {} }, "name")).toEqual({
      userId: "12345",
      files: [{ name: "movie.mkv", size: 4294967296 }],
      exclude: new Set(),
      minShare: 0,
    });
    expect(read({ user_id: 12345, phase: 2, files: [{ size: 0 }], exclude_torrent_ids: [42, 55, 42] })).toEqual({
      userId: "12345",
      files: [{ size: 0 }],
      exclude: new Set([42, 55]),
      minShare: 0,
    });
  });

  test("phase 2 does not look at names", () => {
    expect(
      read({
        files: [
          { name: "a", size: 1 },
          { name: 7, size: 2 },
        ],
      }).files,
    ).toEqual([{ size: 1 }, { size: 2 }]);
  });

  test("absent and null are the same", () => {
    const body = { files: [], user_id: null, phase: null, exclude_torrent_ids: null };
    expect(read(body)).toEqual(read({ files: [] }));
    expect(read({ files: [] }).userId).toBeNull();
  });

  test("the largest size and number of files", () => {
    expect(read({ files: Array(10).fill({ size: 2 ** 53 - 1 }) }).files).toBeArrayOfSize(10);
  });

  test("a name that is no Unicode text, and one with a path", () => {
    const files = [
      { name: "\ud800.mkv", size: 1 },
      { name: "C:\\Video\\a.mkv", size: 1 },
    ];
    expect(read({ files }, "name").files).toEqual(files);
  });
});

describe("rejected, naming field and value", () => {
  const sizes: [unknown, string][] = [
    ...([
      [-1, "-1"],
      [1.5, "1.5"],
      [2 ** 53, "9007199254740992"],
      ["1", '"1"'],
      [null, "null"],
    ] as [unknown, string][]),
    ...([
      [undefined, "nothing"],
      [[], "an array"],
      [{}, "an object"],
      [true, "true"],
    ] as [unknown, string][]),
  ];
  for (const [size, shown] of sizes) {
    test(`size ${shown}`, () => {
      const files = [{ size: 1 }, { size: 1 }, { size: 1 }, { size }];
      const message = `INVALID_REQUEST files[3].size: expected a whole number of bytes, got ${shown}`;
      expect(rejection({ files })).toBe(message);
    });
  }

  const cases: [string, unknown, Tier, string][] = [
    ["no object", [], "size", "body: expected a JSON object, got an array"],
    ["null", null, "size", "body: expected a JSON object, got null"],
    ["no files", {}, "size", "files: expected an array, got nothing"],
    ["files that are no array", { files: { 0: { size: 1 } } }, "size", "files: expected an array, got an object"],
    ["an entry that is no object", { files: [7] }, "size", "files[0]: expected an object, got 7"],
    ["no name in phase 1", { files: [{ size: 1 }] }, "name", "files[0].name: expected a file name, got nothing"],
    ["an empty name", { files: [{ name: "", size: 1 }] }, "name", 'files[0].name: expected a file name, got ""'],
    [
      "a name that is a number",
      { files: [{ name: 1, size: 1 }] },
      "name",
      "files[0].name: expected a file name, got 1",
    ],
    ["another phase", { phase: 1, files: [] }, "size", "phase: expected 2, as in the path, got 1"],
    ["a phase as text", { phase: "1", files: [] }, "name", 'phase: expected 1, as in the path, got "1"'],
    [
      "a user that is an object",
      { user_id: {}, files: [] },
      "size",
      "user_id: expected a string or a whole number, got an object",
    ],
    [
      "a user that is a fraction",
      { user_id: 1.5, files: [] },
      "size",
      "user_id: expected a string or a whole number, got 1.5",
    ],
    [
      "a long user",
      { user_id: "x".repeat(257), files: [] },
      "size",
      "user_id: expected at most 256 characters, got 257",
    ],
    ["a share above 100", { files: [], min_share: 101 }, "size", "min_share: expected a number from 0 to 100, got 101"],
    ["a share below 0", { files: [], min_share: -1 }, "size", "min_share: expected a number from 0 to 100, got -1"],
    ["a share as text", { files: [], min_share: "9" }, "name", 'min_share: expected a number from 0 to 100, got "9"'],
    ["ids as text", { files: [], exclude_torrent_ids: "1" }, "size", 'exclude_torrent_ids: expected an array, got "1"'],
    [
      "an id as text",
      { files: [], exclude_torrent_ids: [1, "2"] },
      "size",
      'exclude_torrent_ids[1]: expected a torrent id, got "2"',
    ],
    [
      "a negative id",
      { files: [], exclude_torrent_ids: [-1] },
      "size",
      "exclude_torrent_ids[0]: expected a torrent id, got -1",
    ],
  ];
  for (const [what, body, tier, message] of cases) {
    test(what, () => expect(rejection(body, tier)).toBe(`INVALID_REQUEST ${message}`));
  }

  test("more files than the setting, before any entry is looked at", () => {
    expect(rejection({ files: Array(10_001).fill("nonsense") }, "name", 10_000)).toBe(
      "TOO_MANY_FILES Maximum 10000 files",
    );
    expect(rejection({ files: Array(11).fill({ size: 1 }) })).toBe("TOO_MANY_FILES Maximum 10 files");
  });

  test("more excluded ids, or a longer name, than anybody has", () => {
    const ids = Array.from({ length: MAX_EXCLUDED + 1 }, (_, i) => i);
    expect(read({ files: [], exclude_torrent_ids: ids.slice(1) }).exclude.size).toBe(MAX_EXCLUDED);
    expect(rejection({ files: [], exclude_torrent_ids: ids })).toContain("expected at most 100000 ids, got 100001");
    expect(rejection({ files: [{ name: "x".repeat(MAX_NAME + 1), size: 1 }] }, "name")).toContain("at most 32767");
  });
});
