import { describe, expect, test } from "bun:test";
import { fit, harmless, shorten, wrap } from "../../src/core/cells.ts";

describe("a text in a number of cells", () => {
  test.each([
    ["abc", 5, {}, "abc  "],
    ["abc", 5, { align: "right" }, "  abc"],
    ["abcdef", 4, {}, "abc…"],
    ["/srv/tracker/a.torrent", 10, { cut: "start" }, "…a.torrent"],
    ["日本語", 4, {}, "日… "],
    ["日本語", 6, {}, "日本語"],
    ["e\u0301e\u0301e\u0301", 2, {}, "e\u0301…"],
    ["abc", 1, {}, "…"],
    ["abc", 0, {}, ""],
  ] as const)("%p in %d", (text, width, how, fitted) => {
    expect(fit(text, width, how)).toBe(fitted);
  });

  test("is shortened only where it is too long", () => {
    expect(shorten("abc", 3)).toBe("abc");
    expect(shorten("abcd", 3)).toBe("ab…");
  });

  test("is broken at spaces, and within a word that is too long", () => {
    expect(wrap("the quick brown fox", 9)).toEqual(["the quick", "brown fox"]);
    expect(wrap("abcdefghij kl", 4)).toEqual(["abcd", "efgh", "ij", "kl"]);
    expect(wrap("", 4)).toEqual([""]);
    expect(wrap("  one two", 6)).toEqual(["  one", "  two"]);
  });

  test("of a stranger moves no cursor and turns no direction", () => {
    expect(harmless("a\u001b[2Jb\r\nc\u009bd\u202ee")).toBe("a\ufffd[2Jb\ufffd\ufffdc\ufffdd\ufffde");
    expect(harmless("caf\udce9")).toBe("caf\ufffd");
    expect(harmless("a\u061cb\u2067c\u206ad\ufffbe")).toBe("a\ufffdb\ufffdc\ufffdd\ufffde");
    expect(harmless("e\u0301 👩‍👧 日本 עברית")).toBe("e\u0301 👩‍👧 日本 עברית");
  });
});
