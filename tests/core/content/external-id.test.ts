import { expect, test } from "bun:test";
import {
  externalIdOf,
  externalIdPattern,
  isExternalId,
  parseExternalIdPattern,
} from "../../../src/core/content/external-id.ts";
import { SETTINGS } from "../../../src/core/settings/settings.ts";

const byDefault = externalIdPattern(SETTINGS.external_id_pattern.default);

test.each([
  ["123.torrent", "123"],
  ["films/2024/7.torrent", "7"],
  ["00042.torrent", "00042"],
  ["1234567890123.torrent", null],
  ["film.torrent", null],
  ["12/film.torrent", null],
  ["12.torrent.bak", null],
  ["12.TORRENT", null],
])("%p by the default pattern: %p", (path, id) => {
  expect(externalIdOf(path, byDefault)).toBe(id);
});

test.each([
  ["^(.*)\\.torrent$", "a-ü_1.torrent", "a-ü_1"],
  ["^(.*)\\.torrent$", "a b.torrent", null],
  ["^(.*)\\.torrent$", ".torrent", null],
  ["^(.*)\\.torrent$", `${"x".repeat(64)}.torrent`, "x".repeat(64)],
  ["^(.*)\\.torrent$", `${"x".repeat(65)}.torrent`, null],
  ["^(.*)\\.torrent$", "a\u200bb.torrent", null],
  ["^(.*)\\.torrent$", "\udc80.torrent", null],
  ["^\\[(\\d+)\\]", "[17] Film.torrent", "17"],
  ["(?<id>\\d+)", "x9.torrent", "9"],
  ["(?:a|(b))", "a.torrent", null],
  ["(\\d+)", `${"1".repeat(60)}${"x".repeat(250)}.torrent`, null],
])("%p in %p finds %p", (pattern, name, id) => {
  expect(externalIdOf(name, externalIdPattern(pattern))).toBe(id);
});

test("an empty pattern makes no ids and is no problem", () => {
  expect(parseExternalIdPattern("")).toEqual({ pattern: null });
  expect(parseExternalIdPattern(" ")).toEqual({ pattern: null });
  expect(externalIdOf("123.torrent", null)).toBeNull();
});

test.each([
  ["\\d+", "expected exactly one group in parentheses, got 0"],
  ["(\\d)(\\d)", "expected exactly one group in parentheses, got 2"],
  ["(\\d", "expected a regular expression"],
  ["(\\d)\\", "expected a regular expression"],
  ["(?=a)(b)", "expected a regular expression"],
  ["(a)\\1", "expected a regular expression"],
  ["(a{1,2000})", "expected a regular expression"],
])("%p is a problem, and makes no ids", (text, problem) => {
  const parsed = parseExternalIdPattern(text);
  expect("problem" in parsed && parsed.problem).toStartWith(problem);
  expect(externalIdPattern(text)).toBeNull();
});

test("the syntax of ECMAScript that needs no backtracking", () => {
  for (const pattern of ["^\\u005b(\\d+)\\x5d", "(?<n>\\d+)", "^(?:[a-z]+[-_])*(\\d+)\\b", "^\\[(\\d{1,9})\\] "]) {
    const name = ["[17] a.torrent", "a-b_17.torrent"].find((each) => new RegExp(pattern).test(each)) ?? "";
    expect(externalIdOf(name, externalIdPattern(pattern))).toBe(new RegExp(pattern).exec(name)?.[1] ?? "none");
  }
});

// The engine's own expressions take longer than the universe lasts for these; a run of them ends at once or never.
test.each([
  [`(a)?${"a?".repeat(29)}${"a".repeat(29)}b`],
  ["^(a+)+$"],
  ["^(?:a|aa)+(b)$"],
  ["(?:.*)*(b)$"],
  ["^.*.*.*.*.*.*.*.*(x)$"],
])("%p is answered in time that grows with the name alone", (pattern) => {
  const compiled = externalIdPattern(pattern);
  expect(compiled).not.toBeNull();
  for (let i = 0; i < 2000; i++) expect(externalIdOf(`${"a".repeat(240)}.torrent`, compiled)).toBeNull();
});

test("what can be an id", () => {
  for (const id of ["1", "a/b", "ü", "🎬".repeat(64)]) expect(isExternalId(id)).toBe(true);
  for (const id of ["", " ", "a b", "a\n", "\0", "x".repeat(65), "\u00a0"]) expect(isExternalId(id)).toBe(false);
});
