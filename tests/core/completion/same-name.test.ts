import { expect, test } from "bun:test";
import { readIdentity } from "../../../src/core/access/access.ts";
import { likeness, writtenKey } from "../../../src/core/completion/same-name.ts";

test.each([
  ["a.mkv", "A.MKV", "same"],
  ["a?b.mkv", "a_b.mkv", "written"],
  ["trail. .", "trail", "written"],
  [" . lead", ". lead", "written"],
  ["a.b", "a..b", "other"],
])("%j and %j are %s", (a, b, is) => {
  expect(likeness(a, b)).toBe(is as never);
  if (is !== "other") expect(writtenKey(a)).toBe(writtenKey(b));
});

// Looked at from each of them on, a million would take minutes.
test("a million dots, blanks or slashes inside of a stranger's text cost what they cost once", () => {
  const dots = `a${".".repeat(1_000_000)}b`;
  expect([likeness(dots, `${dots}.`), likeness(dots, "a.b")]).toEqual(["written", "other"]);
  expect(readIdentity(`a${" ".repeat(1_000_000)}b`)).toBeNull();
});
