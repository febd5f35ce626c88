import { describe, expect, test } from "bun:test";
import { bar, progressBar, sparkline } from "../../../src/tui/kit/bars.ts";

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
