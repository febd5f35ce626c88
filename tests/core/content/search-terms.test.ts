import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { searchQuery, searchTerms, searchText } from "../../../src/core/content/search-terms.ts";

describe("words", () => {
  test.each([
    ["Night.Train.S01E01-GRP [1080p]", ["night", "train", "s01e01", "grp", "1080p"]],
    ["ÉTÉ été e\u0301te\u0301 Straße STRASSE", ["ete", "strasse"]],
    ["Ёлка НОЧЬ ΣΊΣΥΦΟΣ", ["елка", "ночь", "σισυφοσ"]],
    ["進撃の巨人01", ["進", "撃", "の", "巨", "人", "01"]],
    ["हिन्दी 한국어 \u1112\u1161\u11ab", ["हिन्दी", "한국어", "한"]],
    ["_-.!? \u0000\t", []],
  ])("of %p", (text, words) => {
    expect(searchTerms(text)).toEqual(words);
  });

  test("of 10,000 characters are cut, no character in two", () => {
    expect(searchTerms("x".repeat(10_000))).toEqual(["x".repeat(64)]);
    const [cut = ""] = searchTerms(`x${"\u{1d7d8}".repeat(100)}`);
    expect(cut.isWellFormed()).toBe(true);
  });

  test("of a torrent are there once, and bounded", () => {
    expect(searchText("Show", ["Show/e1.mkv", "Show/e2.mkv"])).toBe("show e1 mkv e2");
    const paths = Array.from({ length: 100_000 }, (_, i) => `file-${i}.bin`);
    const text = searchText("Big", paths);
    expect(text.length).toBeLessThanOrEqual(64 * 1024);
    expect(text).toContain("file 0 bin 1 2 3");
  });
});

describe("a query", () => {
  const database = new Database(":memory:");
  database.run(
    "CREATE VIRTUAL TABLE search USING fts5 (words, content = '', columnsize = 0, detail = none, tokenize = 'ascii')",
  );
  const put = database.query("INSERT INTO search (rowid, words) VALUES (?, ?)");
  const names = [
    "Night.Train.S01",
    "The Night Before",
    "Train Spotting",
    "NEAR OR AND NOT",
    "हिन्दी \u{1e900}\u{1e901}",
    "進撃の巨人",
  ];
  for (const [index, name] of names.entries()) put.run(index, searchText(name, []));
  const find = (text: string) =>
    database
      .query<{ rowid: number }, [string]>("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid")
      .all(searchQuery(searchTerms(text)))
      .map(({ rowid }) => rowid);

  test.each([
    ["night", [0, 1]],
    ["NIG tra", [0]],
    ["train", [0, 2]],
    ["n", []],
    ["near or and not", [3]],
    ["हिन्", [4]],
    ["巨人", [5]],
    ["\u{1e900}", [4]],
    ["\u{1e922}\u{1e923}", [4]],
    ["nothing", []],
  ])("for %p", (text, found) => {
    expect(find(text)).toEqual(found);
  });

  test("is never a syntax error, whatever is typed", () => {
    let state = 1;
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const odd = [
      '"',
      "'",
      "*",
      "(",
      ")",
      ":",
      "^",
      "-",
      "+",
      "{",
      "}",
      "\u0000",
      "\ud800",
      "\u0301",
      "NEAR(",
      " OR ",
      "\u200d",
    ];
    for (let round = 0; round < 3_000; round++) {
      let text = "";
      for (let i = 0; i < 12; i++) {
        text += random(2) ? (odd[random(odd.length)] ?? "") : String.fromCodePoint(random(0x110000));
      }
      if (searchTerms(text).length > 0) expect(() => find(text)).not.toThrow();
    }
  });
});
