import { expect, test } from "bun:test";
import { runawayProblem } from "../../../src/core/content/runaway-pattern.ts";
import { SETTINGS } from "../../../src/core/settings/settings.ts";

const NESTED = "expected no repetition of a group";
const MANY = "expected at most 4 repetitions";

test.each([
  ["^(a+)+$", NESTED],
  ["^(?:a|aa)+(b)$", NESTED],
  ["(.*)*b", NESTED],
  ["^((?:[a-z]+-?)){2,}\\d$", NESTED],
  ["^(?:(?:a|b)c)*(\\d)$", NESTED],
  ["^(?:a?a{1,9}){20}(b)", NESTED],
  ["a*a*a*a*(b)", MANY],
  ["^.*.*.*.*.{1,200}(x)$", MANY],
])("%p may run away", (pattern, problem) => {
  expect(runawayProblem(pattern)).toStartWith(problem);
});

test.each([
  SETTINGS.external_id_pattern.default,
  "^\\[(\\d+)\\]",
  "^(.*)\\.torrent$",
  "(?<id>\\d+)",
  "^(?:movie|tv|music)-(?:.*[-_.])?(\\d+)\\.torrent$",
  "^[^-]*-[^-]*-(\\d+).*\\.torrent$",
  "^(?:ab){3}[(*+|]+\\(\\+\\|*(\\d+)$",
  "^(?:a+){1}(\\d+){0,1}\\]+$",
  "x{a}{,3}(\\d+)",
  "^[+*][+*][+*][+*][+*](\\d)$",
])("%p does not", (pattern) => {
  expect(new RegExp(pattern)).toBeInstanceOf(RegExp);
  expect(runawayProblem(pattern)).toBeNull();
});
