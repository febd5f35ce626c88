import { expect, test } from "bun:test";
import { fuzz, fuzzSeeds } from "../../scripts/fuzz.ts";

const COUNT = 20_000;

test(`${COUNT} mutated torrents: a valid parse or a clean rejection, nothing else`, () => {
  const seeds = fuzzSeeds();
  const { accepted, rejected: rejections, faults } = fuzz(seeds, 20261120, 0, COUNT);
  expect(faults.slice(0, 5)).toEqual([]);
  const rejected = [...rejections.values()].reduce((sum, count) => sum + count, 0);
  expect(accepted + rejected).toBe(COUNT);
  // The mutations must reach beyond the outermost syntax, or this test says little.
  expect(accepted).toBeGreaterThan(COUNT / 20);
  expect(rejections.size).toBeGreaterThan(25);
});
