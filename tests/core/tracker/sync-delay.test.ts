import { expect, test } from "bun:test";
import { syncDelay } from "../../../src/core/tracker/sync-delay.ts";

test("rounds come at the interval, and after failures at twice the time each, ten minutes at most", () => {
  const middle = (failures: number, interval = 60_000) => syncDelay(interval, failures, 0.5);
  expect([0, 1, 2, 3, 4, 99].map((failures) => middle(failures))).toEqual([
    60_000, 120_000, 240_000, 480_000, 600_000, 600_000,
  ]);
  // One that is longer than that stays as it is.
  expect(middle(3, 3_600_000)).toBe(3_600_000);
});

test("a tenth more or less keeps servers from meeting", () => {
  expect([syncDelay(60_000, 0, 0), syncDelay(60_000, 0, 1)]).toEqual([54_000, 66_000]);
});
