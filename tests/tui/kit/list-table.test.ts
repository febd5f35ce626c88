import { describe, expect, test } from "bun:test";
import { type ListColumn, listTable } from "../../../src/tui/kit/list-table.ts";
import type { Row } from "../../../src/tui/kit/row.ts";

const COLUMNS: ListColumn<number>[] = [
  { title: "Name", width: 4, grow: 1, cell: (n) => `name ${n}` },
  { title: "N", width: 2, align: "right", cell: String },
  { title: "Why", width: 6, grow: 2, from: 40, cell: () => "because" },
];
const text = (rows: readonly Row[]) => rows.map(({ spans }) => spans.map((span) => span.text).join(""));
const items = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("a list", () => {
  test("shows what fits around the chosen item, and marks where there is more", () => {
    const place = { height: 4, width: 20, nothing: "none" };
    expect(text(listTable(COLUMNS, items(9), { ...place, chosen: 0 }))).toEqual([
      "  Name            N",
      "› name 0          0",
      "  name 1          1",
      "  name 2          2↓",
    ]);
    expect(text(listTable(COLUMNS, items(9), { ...place, chosen: 4 })).map((line) => line.at(-1))).toEqual([
      "N",
      "↑",
      "4",
      "↓",
    ]);
    expect(text(listTable(COLUMNS, items(3), { ...place, chosen: 2 })).join("")).not.toMatch(/[↑↓]/);
    expect(text(listTable(COLUMNS, items(9), { ...place, height: 2, chosen: 4 }))[1]).toBe("› name 4          4↕");
  });

  test("gives what is left to the columns that grow, and shows more of them where there is room", () => {
    const wide = text(listTable(COLUMNS, [1], { chosen: 0, height: 4, width: 49, nothing: "" }));
    expect(wide).toEqual([
      `  Name${" ".repeat(10)}   N  Why${" ".repeat(23)}`,
      `› name 1${" ".repeat(8)}   1  because${" ".repeat(19)}`,
    ]);
  });

  test("that is empty says so", () => {
    expect(text(listTable(COLUMNS, [], { chosen: 0, height: 4, width: 20, nothing: "Nothing yet." }))[1]).toBe(
      "  Nothing yet.",
    );
  });
});
