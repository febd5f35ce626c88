import { expect, test } from "bun:test";
import { readHistoryEntry } from "../../../src/core/access/history-entry.ts";

const V1 = "0123456789abcdefABCDEF000000000000000000";
const V2 = "ff".repeat(32);

function timeOf(time: unknown): unknown {
  const entry = readHistoryEntry("1", V1, time);
  return typeof entry === "string" ? entry : entry.at;
}

test("a user, a hash and perhaps a time", () => {
  expect(readHistoryEntry(12345, V1, undefined)).toEqual({
    userId: "12345",
    infoHash: new Uint8Array(Buffer.from(V1, "hex")),
    at: null,
  });
  expect(readHistoryEntry(" alice\t ", ` ${V2} `, "")).toMatchObject({ userId: "alice", at: null });
  expect(readHistoryEntry("a", `\\x${V1}`, null)).toMatchObject({ infoHash: new Uint8Array(Buffer.from(V1, "hex")) });
  expect(readHistoryEntry("a", `0x${V1}`, null)).toMatchObject({ userId: "a" });
});

test.each([
  ["2021-06-07T08:09:10Z", "2021-06-07T08:09:10.000Z"],
  ["2021-06-07T08:09:10.123456+02:00", "2021-06-07T06:09:10.123Z"],
  ["2021-06-07 08:09:10", "2021-06-07T08:09:10.000Z"],
  ["2021-06-07 08:09:10.5+00", "2021-06-07T08:09:10.500Z"],
  ["2021-06-07 08:09:10-0530", "2021-06-07T13:39:10.000Z"],
  ["2021-06-07 08:09", "2021-06-07T08:09:00.000Z"],
  ["2021-06-07", "2021-06-07T00:00:00.000Z"],
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["1623053350", "2021-06-07T08:09:10.000Z"],
  ["1623053350.25", "2021-06-07T08:09:10.250Z"],
  ["1623053350123", "2021-06-07T08:09:10.123Z"],
  [1623053350, "2021-06-07T08:09:10.000Z"],
  [1623053350123, "2021-06-07T08:09:10.123Z"],
  ["0", "1970-01-01T00:00:00.000Z"],
])("the time %p", (time, iso) => {
  expect(timeOf(time)).toBe(Date.parse(iso));
});

test.each([["NULL"], ["\\N"], ["0000-00-00 00:00:00"], ["  "], [null]])("no time: %p", (time) => {
  expect(timeOf(time)).toBeNull();
});

test.each([
  ["yesterday"],
  ["2021-02-30"],
  ["2021-13-01"],
  ["2021-06-07T25:00:00Z"],
  ["-5"],
  [-5],
  [true],
  [Number.NaN],
  [1e18],
  ["9".repeat(15)],
])("not a time: %p", (time) => expect(timeOf(time)).toStartWith("time: expected ISO 8601"));

test.each([
  ["", V1, "user_id: expected 1 to 256 characters"],
  [null, V1, "got null"],
  [{}, V1, "got an object"],
  [1.5, V1, "user_id"],
  ["x".repeat(257), V1, "user_id"],
  ["a\ufffd", V1, "UTF-8"],
  ["1", V1.slice(1), "info_hash: expected 40 or 64 hexadecimal digits"],
  ["1", `${V1}00`, "info_hash"],
  ["1", "g".repeat(40), "info_hash"],
  ["1", 5, "got 5"],
  ["1", undefined, "got nothing"],
])("rejected: %p %p", (user, hash, sentence) => {
  expect(readHistoryEntry(user, hash, null)).toContain(sentence);
});
