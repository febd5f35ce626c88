import { expect, test } from "bun:test";
import { IdColumn } from "../../../src/work/listing/id-column.ts";

const TEXTS = ["0", "7", "07", "007", "-7", "1e3", "1000", "10", "100", "999999999", "1000000000", "9007199254740991"];
const IDS = [...TEXTS, "7 ", "7a", "a7", "3f2504e0-4f89", "\u0667"];

test("every id is itself and no other, however it is written", () => {
  const column = new IdColumn(1);
  column.grow(IDS.length + 1);
  for (const [line, id] of IDS.entries()) column.set(line, id);
  for (const [line, id] of IDS.entries()) {
    expect(column.get(line)).toBe(id);
    for (const other of [...IDS, null, ""])
      expect([id, other, column.is(line, other)]).toEqual([id, other, id === other]);
  }
  const none = IDS.length;
  expect([column.get(none), column.is(none, null), column.is(none, "0")]).toEqual([null, true, false]);
});

test("a number is its digits", () => {
  const column = new IdColumn(9);
  const numbers = [0, 7, 999_999_999, 1_000_000_000, -1, 5e12];
  for (const [line, number] of numbers.entries()) column.set(line, number);
  for (const [line, number] of numbers.entries()) {
    expect([column.get(line), column.is(line, String(number))]).toEqual([String(number), true]);
  }
  column.set(8, null);
  expect(column.get(8)).toBeNull();
});

test("what is known stays when there is room for more", () => {
  const column = new IdColumn(2);
  column.set(0, 12);
  column.set(1, "x");
  column.grow(10);
  expect([column.get(0), column.get(1), column.get(9)]).toEqual(["12", "x", null]);
});
