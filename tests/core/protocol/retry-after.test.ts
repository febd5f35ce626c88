import { expect, test } from "bun:test";
import { retryAfterMs } from "../../../src/core/protocol/retry-after.ts";

const DATE = "Fri, 27 Nov 2026 10:00:00 GMT";

test.each([
  ["7", null, 7000],
  [" 0 ", null, 0],
  ["9999999999", null, 9_999_999_999_000],
  ["9".repeat(400), null, Number.POSITIVE_INFINITY],
  // By the server's clock, not by ours.
  ["Fri, 27 Nov 2026 10:01:30 GMT", DATE, 90_000],
  ["Friday, 27-Nov-26 10:01:30 GMT", DATE, 90_000],
  ["Fri Nov 27 10:01:30 2026", null, null],
  ["Fri, 27 Nov 2026 09:00:00 GMT", DATE, 0],
  ["Fri, 27 Nov 2026 10:01:30 GMT", "soon", null],
  ["soon", DATE, null],
  ["", DATE, null],
  // Dates to a lenient reader, in the past.
  ["-5", DATE, null],
  ["1.5", DATE, null],
  ["12, 13", DATE, null],
  [null, DATE, null],
] as [string | null, string | null, number | null][])("%p at %p is %p", (value, date, ms) => {
  expect(retryAfterMs(value, date)).toBe(ms);
});
