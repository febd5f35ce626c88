import { expect, test } from "bun:test";
import { systemReason } from "../../src/core/system-error.ts";

test("reasons are short and name no path twice", () => {
  const error = Object.assign(new Error("EACCES: permission denied, open '/srv/a, open b'"), { code: "EACCES" });
  expect(systemReason(error)).toBe("EACCES: permission denied");
  expect(systemReason("odd")).toBe("odd");
});

test.each([
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the disk quota is used up"],
  ["EFBIG", "the file has reached its size limit (see `ulimit -f`)"],
])("%s is said in words", (code, words) => {
  expect(systemReason(Object.assign(new Error(`${code}: no, write`), { code }))).toBe(words);
});
