import { expect, test } from "bun:test";
import { type GuardRules, rejectionOf } from "../../../src/core/listing/list-guard.ts";

const WITHHOLD: GuardRules = { first: false, force: false, unlisted: "withhold" };
const OFFER: GuardRules = { ...WITHHOLD, unlisted: "offer" };

test.each<[what: string, withheld: number, offered: number, rules: GuardRules, code: string | null]>([
  ["few, however large their share", 50, 50, WITHHOLD, null],
  ["one more than few, and more than a tenth", 51, 509, WITHHOLD, "LIST_SHRUNK"],
  ["a tenth", 51, 510, WITHHOLD, null],
  ["most of them, by force", 900, 1_000, { ...WITHHOLD, force: true }, null],
  ["most of them, by the first list", 900, 1_000, { ...WITHHOLD, first: true }, null],
])("a list that withholds %s", (_, withheld, offered, rules, code) => {
  const rejected = rejectionOf({ listed: 1, lines: 1, offered, withheld }, rules);
  expect(rejected?.code ?? null).toBe(code as never);
});

test("an empty list is an accident whatever the rules; one of takedowns alone only where nothing else is withheld", () => {
  const effect = { listed: 0, lines: 0, offered: 5, withheld: 5 };
  for (const rules of [WITHHOLD, OFFER]) {
    expect(rejectionOf(effect, { ...rules, first: true, force: true })?.code).toBe("LIST_EMPTY");
  }
  const takedowns = { ...effect, lines: 2 };
  expect(rejectionOf(takedowns, WITHHOLD)?.code).toBe("LIST_EMPTY");
  expect(rejectionOf(takedowns, OFFER)).toBeNull();
});
