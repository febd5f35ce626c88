import { describe, expect, test } from "bun:test";
import { beside, fitRow, row, rowCells, span, table } from "../../../src/tui/kit/row.ts";

describe("rows", () => {
  test("take exactly the width", () => {
    for (const width of [0, 3, 5, 8, 20]) expect(rowCells(fitRow(row("abc", span("defgh")), width))).toBe(width);
    expect(fitRow(row("abc", "defgh"), 6).spans.map(({ text }) => text)).toEqual(["abc", "de…"]);
  });

  test("hold nothing that a terminal obeys, whoever wrote them", () => {
    expect(fitRow(row("a\u009b31m", span("b\u202e")), 8).spans.map(({ text }) => text)).toEqual([
      "a\ufffd31m",
      "b\ufffd ",
    ]);
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
