import { describe, expect, test } from "bun:test";
import { bar, progressBar, sparkline } from "../../../src/tui/kit/bars.ts";
import { fit, harmless, shorten, wrap } from "../../../src/tui/kit/cells.ts";
import { type Edit, editField, type Field } from "../../../src/tui/kit/field.ts";
import { moved, windowOf } from "../../../src/tui/kit/list.ts";
import { beside, fitRow, row, rowCells, span, table } from "../../../src/tui/kit/row.ts";
import { themeOf, toAscii } from "../../../src/tui/kit/theme.ts";

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
  });
});

describe("rows", () => {
  test("take exactly the width", () => {
    for (const width of [0, 3, 5, 8, 20]) expect(rowCells(fitRow(row("abc", span("defgh")), width))).toBe(width);
    expect(fitRow(row("abc", "defgh"), 6).spans.map(({ text }) => text)).toEqual(["abc", "de…"]);
  });

  test("stand beside each other", () => {
    const lines = beside([row("left")], 6, [row("a"), row("b")]);
    expect(lines.map(({ spans }) => spans.map(({ text }) => text).join(""))).toEqual(["left  a", "      b"]);
  });

  test("of a table have their columns below each other", () => {
    const lines = table(
      [
        { title: "Name", width: 6 },
        { title: "Size", width: 5, align: "right" },
      ],
      [
        ["a", "1"],
        ["longer name", "12,345"],
      ],
    );
    expect(lines.map(({ spans }) => spans.map(({ text }) => text).join(""))).toEqual([
      "Name     Size",
      "a           1",
      "longe…  12,3…",
    ]);
  });
});

describe("a field", () => {
  const after = (text: string, cursor: number, ...edits: Edit[]): [string, number] => {
    let field: Field = { text, cursor };
    for (const edit of edits) field = editField(field, edit);
    return [field.text, field.cursor];
  };

  test.each<[string, Edit[], string, number]>([
    ["ac|", ["left", { insert: "b" }], "abc", 2],
    ["ab|", ["backspace"], "a", 1],
    ["|ab", ["backspace"], "ab", 0],
    ["|ab", ["delete"], "b", 0],
    ["ab|", ["delete", "right"], "ab", 2],
    ["👩‍👧x|", ["left", "backspace"], "x", 0],
    ["👩‍👧|x", ["left"], "👩‍👧x", 0],
    ["|👩‍👧x", ["right", "delete"], "👩‍👧", 5],
    ["one\ntwo|", ["line-start"], "one\ntwo", 4],
    ["o|ne\ntwo", ["line-end"], "one\ntwo", 3],
    ["one|\nt", ["down"], "one\nt", 5],
    ["one\ntw|o", ["up"], "one\ntwo", 2],
    ["|one", ["up"], "one", 0],
    ["on|e", ["down"], "one", 3],
    ["\n|a", ["up"], "\na", 0],
    ["a\n\nb|", ["up", "up"], "a\n\nb", 0],
    ["abc|", ["clear"], "", 0],
  ])("%p after %p", (marked, edits, text, cursor) => {
    const at = marked.indexOf("|");
    expect(after(marked.replace("|", ""), at, ...edits)).toEqual([text, cursor]);
  });

  test("takes a bounded text", () => {
    expect(after("", 0, { insert: "x".repeat(100_000) })[1]).toBe(65_536);
  });
});

describe("a list", () => {
  test.each([
    [0, "up", 0],
    [0, "down", 1],
    [9, "down", 9],
    [5, "page-up", 1],
    [5, "page-down", 9],
    [5, "start", 0],
    [5, "end", 9],
  ] as const)("from %d %s is %d", (from, move, to) => {
    expect(moved(from, move, 10, 4)).toBe(to);
  });

  test("that is empty has no other place", () => expect(moved(3, "down", 0, 4)).toBe(0));

  test.each([
    [0, 100, { start: 0, end: 10 }],
    [50, 100, { start: 45, end: 55 }],
    [99, 100, { start: 90, end: 100 }],
    [2, 3, { start: 0, end: 3 }],
  ])("draws around place %d of %d", (chosen, length, part) => {
    expect(windowOf(chosen, length, 10)).toEqual(part);
  });
});

describe("bars", () => {
  test.each([
    [0, 10, ""],
    [1, 1000, "▏"],
    [5, 10, "█████"],
    [10, 10, "██████████"],
  ])("%d of %d", (value, most, drawn) => expect(bar(value, most, 10)).toBe(drawn));

  test("of what is done", () => {
    expect(progressBar(0.25, 8)).toBe("██░░░░░░");
    expect(progressBar(2, 4)).toBe("████");
  });

  test("of numbers: the newest to the right, the largest full, the least still there", () => {
    expect(sparkline([0, 1, 4, 8, 800], 6, 1, 1)).toEqual(["  ▁▁▁█".padStart(6)]);
    expect(sparkline([1, 1, 2, 2, 4, 4], 3, 1, 2)).toEqual(["▂▄█"]);
    expect(sparkline([4, 8], 2, 2, 1)).toEqual([" █", "██"]);
    expect(sparkline([], 3, 1, 1)).toEqual(["   "]);
  });
});

describe("themes", () => {
  test.each([
    [{ LANG: "de_DE.UTF-8" }, true],
    [{ LANG: "C" }, false],
    [{}, false],
    [{ LANG: "C.utf8", LC_ALL: "C" }, false],
    [{ LANG: "C", LC_CTYPE: "C.UTF-8" }, true],
  ])("the locale of %p", (env, unicode) => expect(themeOf(env).unicode).toBe(unicode));

  test("NO_COLOR counts when it is not empty", () => {
    expect([themeOf({ NO_COLOR: "1" }).color, themeOf({ NO_COLOR: "" }).color, themeOf({}).color]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("ASCII keeps the cells", () => {
    expect(toAscii("› ● 1–6 …日本é█")).toBe("> * 1-6 ~?????#");
  });
});
