import { expect, test } from "bun:test";
import { isHeldBack, offerPolicy } from "../../../src/core/match/offer-policy.ts";
import { resolveSettings } from "../../../src/core/settings/settings.ts";

const NOW = Date.UTC(2026, 10, 20);
const settings = (values: Record<string, string>) => resolveSettings(new Map(Object.entries(values))).settings;
const candidate = (seeders: number | null, bytes = 50) => {
  return { torrentId: 1, seeders, coverage: { files: 1, ofFiles: 2, bytes, ofBytes: 100 } };
};

test("by default nothing is kept back", () => {
  const policy = offerPolicy(settings({}), 0, NOW);
  expect(policy).toEqual({ youngerThan: null, maxSeeders: -1, minShare: 0 });
  expect(isHeldBack(candidate(1_000_000, 0), false, policy)).toBe(false);
});

test("a request raises the smallest share and never lowers it", () => {
  const of = (setting: string, asked: number) => offerPolicy(settings({ min_share: setting }), asked, NOW).minShare;
  expect([of("50", 80), of("50", 20), of("0", 99.5)]).toEqual([80, 50, 99.5]);
});

test("the dead only, or up to a number of seeders; what nobody counted passes", () => {
  const held = (setting: string, seeders: number | null) =>
    isHeldBack(candidate(seeders), false, offerPolicy(settings({ offer_max_seeders: setting }), 0, NOW));
  expect([held("0", 0), held("0", 1), held("0", null)]).toEqual([false, true, false]);
  expect([held("3", 3), held("3", 4)]).toEqual([false, true]);
});

test("a share is of bytes, to the byte", () => {
  const held = (bytes: number) =>
    isHeldBack(candidate(0, bytes), false, offerPolicy(settings({ min_share: "50" }), 0, NOW));
  expect([held(49), held(50), held(51)]).toEqual([true, false, false]);
});

test("the young are those that came within the days", () => {
  const policy = offerPolicy(settings({ offer_min_age_days: "14" }), 0, NOW);
  expect(policy.youngerThan).toBe(NOW - 14 * 86_400_000);
  expect(isHeldBack(candidate(0), true, policy)).toBe(true);
});
