import { expect, test } from "bun:test";
import { EMPTY, row } from "../../../src/tui/kit/row.ts";
import { textPart } from "../../../src/tui/kit/scroll.ts";

const lines = ["a", "b", "c", "d"].map((text) => row(text));
const text = (top: number, height: number, rows = lines) =>
  textPart(rows, top, height, 3).map(({ spans }) => spans.map((span) => span.text).join(""));

test("a text is drawn from a line on, no further than to its end, with marks where there is more", () => {
  expect(text(0, 4)).toEqual(["a", "b", "c", "d"]);
  expect(text(0, 2)).toEqual(["a", "b ↓"]);
  expect(text(1, 2)).toEqual(["b ↑", "c ↓"]);
  expect(text(9, 2)).toEqual(["c ↑", "d"]);
  expect(text(1, 1)).toEqual(["b ↕"]);
  expect(text(0, 1, [EMPTY, EMPTY])).toEqual(["  ↓"]);
});
