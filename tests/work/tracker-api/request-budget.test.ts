import { expect, test } from "bun:test";
import { RequestBudget } from "../../../src/work/tracker-api/request-budget.ts";

test("what a minute does not allow waits for the next", async () => {
  let now = 1_000;
  const waits: number[] = [];
  const budget = new RequestBudget(
    2,
    () => now,
    async (ms) => {
      waits.push(ms);
      now += ms;
    },
  );
  const { signal } = new AbortController();
  await budget.take(signal);
  now += 10_000;
  await budget.take(signal);
  expect([budget.left, waits]).toEqual([0, []]);
  await budget.take(signal);
  expect([budget.left, waits]).toEqual([1, [50_000]]);
  // A clock that is set back begins anew.
  now = 0;
  expect(budget.left).toBe(2);
});
