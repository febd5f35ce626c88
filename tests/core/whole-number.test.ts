import { expect, test } from "bun:test";
import { isWholeNumber, readWholeNumber } from "../../src/core/whole-number.ts";

test("a whole number is one that a double holds exactly, within its bounds", () => {
  const is = [0, -1, 2 ** 53 - 1, 2 ** 53, 1.5, Number.NaN, "1", null, [1]].map((value) => isWholeNumber(value));
  expect(is).toEqual([true, true, true, false, false, false, false, false, false]);
  expect([isWholeNumber(0, 0, 3), isWholeNumber(3, 0, 3), isWholeNumber(-1, 0, 3), isWholeNumber(4, 0, 3)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("text is digits and nothing else", () => {
  const read = ["0", "007", "-3", "9007199254740991", "9007199254740992", "1e3", "0x1", " 1", "", "+1", "１"];
  const MAX = Number.MAX_SAFE_INTEGER;
  expect(read.map((text) => readWholeNumber(text, -10, MAX))).toEqual([
    0,
    7,
    -3,
    MAX,
    ...new Array<null>(7).fill(null),
  ]);
});
