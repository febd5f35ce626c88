import { expect, test } from "bun:test";
import {
  formatAge,
  formatAmount,
  formatBytes,
  formatCount,
  formatDuration,
  formatMinute,
  formatTime,
} from "../../src/core/quantity.ts";

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.00 KiB"],
  [10 * 1024 ** 2, "10.0 MiB"],
  [1.5 * 1024 ** 5, "1.50 PiB"],
])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [850, "850 ms"],
  [12_300, "12.3 s"],
  [245_000, "4 min 05 s"],
  [2 * 3_600_000 + 10 * 60_000 + 59_000, "2 h 10 min"],
  [76 * 3_600_000, "3 d 4 h"],
])("%d ms last %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  [-5, "0 s"],
  [999, "0 s"],
  [40_000, "40 s"],
  [12 * 60_000, "12 min"],
  [47 * 3_600_000, "47 h"],
  [5 * 86_400_000, "5 d"],
])("%d ms ago is %s", (ms, text) => expect(formatAge(ms)).toBe(text));

test("thousands are separated", () => expect(formatCount(1_248_301)).toBe("1,248,301"));

test.each([
  [0, "0 torrents"],
  [1, "1 torrent"],
  [1_248, "1,248 torrents"],
])("%d of a thing are %s", (count, text) => expect(formatAmount(count, "torrent")).toBe(text));

test("a moment is in UTC to the second", () => {
  expect(formatTime(Date.UTC(2026, 10, 20, 16, 15, 9, 999))).toBe("2026-11-20 16:15:09");
  expect(formatMinute(Date.UTC(2026, 10, 20, 16, 15, 9, 999))).toBe("2026-11-20 16:15");
});
