import { expect, test } from "bun:test";
import { dayOf, isoTime } from "../../src/core/iso-time.ts";

test("a moment in UTC, and none", () => {
  expect([isoTime(1_700_000_000_123), isoTime(0), isoTime(null)]).toEqual([
    "2023-11-14T22:13:20.123Z",
    "1970-01-01T00:00:00.000Z",
    null,
  ]);
});

test("the day of a moment is that of UTC", () => {
  expect([dayOf(Date.UTC(2026, 10, 20, 23, 59, 59, 999)), dayOf(0)]).toEqual(["2026-11-20", "1970-01-01"]);
});
