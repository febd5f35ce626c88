import { expect, test } from "bun:test";
import { errorCode, errorMessage, failureOf, networkReason, systemReason } from "../../src/core/thrown-error.ts";

const coded = (code: unknown, message = "no") => Object.assign(new Error(message), { code });

test("whatever was thrown says something", () => {
  expect([new TypeError("no"), "text", undefined, { a: 1 }].map(errorMessage)).toEqual([
    "no",
    "text",
    "undefined",
    "[object Object]",
  ]);
});

test("whatever was thrown has a code, if an empty one", () => {
  expect([coded("ENOENT"), coded(5), new Error("no"), "text", null, undefined].map(errorCode)).toEqual([
    "ENOENT",
    "",
    "",
    "",
    "",
    "",
  ]);
});

test("a failure is noted with its code, or as FAILED", () => {
  expect(failureOf(coded("DATABASE_BUSY"))).toEqual({ code: "DATABASE_BUSY", message: "no" });
  expect(failureOf("text")).toEqual({ code: "FAILED", message: "text" });
});

test("reasons are short and name no path twice", () => {
  expect(systemReason(coded("EACCES", "EACCES: permission denied, open '/srv/a, open b'"))).toBe("permission denied");
  expect(systemReason("odd")).toBe("odd");
});

test.each([
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the disk quota is used up"],
  ["EISDIR", "it is a folder"],
  ["EMFILE", "too many open files (see `ulimit -n`)"],
  ["EFBIG", "the file has reached its size limit (see `ulimit -f`)"],
])("%s is said in words", (code, words) => {
  expect(systemReason(coded(code, `${code}: no, write`))).toBe(words);
});

test("what Bun says of the network at length, or not at all, is said in few words", () => {
  expect(networkReason(coded("ECONNREFUSED", "Unable to connect. Is the computer able to access the url?"))).toBe(
    "connection refused",
  );
  expect(networkReason(coded("Z_DATA_ERROR", ""))).toBe("its gzip is broken");
  expect(networkReason(new Error("odd"))).toBe("odd");
});
