import { expect, test } from "bun:test";
import { trimEnd } from "../../src/core/trim-end.ts";

test.each([
  ["a. .", ". ", 0, "a"],
  [". .", ". ", 0, ""],
  ["", ". ", 0, ""],
  [".a", ". ", 0, ".a"],
  ["//", "/", 1, "/"],
  ["", "/", 1, ""],
  ["/a//", "/", 1, "/a"],
])("%j without %j at its end, but for %i: %j", (text, characters, keep, trimmed) => {
  expect(trimEnd(text, characters, keep)).toBe(trimmed);
});
