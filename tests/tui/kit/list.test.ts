import { describe, expect, test } from "bun:test";
import { moved, windowOf } from "../../../src/tui/kit/list.ts";

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
