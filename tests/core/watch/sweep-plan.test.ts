import { expect, test } from "bun:test";
import { nextSweep, type SweepState } from "../../../src/core/watch/sweep-plan.ts";

const TIMES = { settleMs: 3_000, pollMs: 30_000, lostMs: 20_000, intervalMs: 3_600_000 };
const state = (change: Partial<SweepState> = {}): SweepState => ({
  asked: null,
  burst: false,
  lastChangeAt: 0,
  lastSweep: { endedAt: 100_000, durationMs: 1_000 },
  polling: false,
  lost: null,
  ...change,
});
const next = (change: Partial<SweepState> = {}, times = TIMES) => nextSweep(state(change), times);

test("a quiet root is swept from time to time, or not at all", () => {
  expect(next()).toEqual({ reason: "interval", at: 3_700_000 });
  expect(next({}, { ...TIMES, intervalMs: 0 })).toBeNull();
});

test("the first sweep and that of a root that is back are due at once", () => {
  expect(next({ asked: "start", lastSweep: null })).toEqual({ reason: "start", at: 0 });
  expect(next({ asked: "returned" })).toEqual({ reason: "returned", at: 0 });
  expect(next({ asked: "returned", lost: "away" })).toEqual({ reason: "returned", at: 0 });
});

test("in a burst sweeps leave two thirds of the time to others", () => {
  expect(next({ asked: "burst" })).toEqual({ reason: "burst", at: 102_000 });
  expect(next({ asked: "burst", lastSweep: null })).toEqual({ reason: "burst", at: 0 });
});

test("after a burst a sweep settles what events missed, once it is quiet", () => {
  expect(next({ burst: true, lastChangeAt: 105_000 })).toEqual({ reason: "settle", at: 108_000 });
});

test("a root without events is polled, a slow one less often", () => {
  expect(next({ polling: true })).toEqual({ reason: "poll", at: 130_000 });
  expect(next({ polling: true, lastSweep: { endedAt: 100_000, durationMs: 10_000 } })).toEqual({
    reason: "poll",
    at: 190_000,
  });
});

test("a root that is away is left alone until it is back, whatever else is due", () => {
  expect(next({ lost: "away", burst: true, polling: true })).toBeNull();
  expect(next({ lost: "away", asked: "start" })).toBeNull();
});

test("a root that lost most of its torrents is looked at now and then, and when something changes", () => {
  expect(next({ lost: "shrunk" })).toEqual({ reason: "returned", at: 120_000 });
  expect(next({ lost: "shrunk", lastSweep: { endedAt: 100_000, durationMs: 10_000 } })?.at).toBe(190_000);
  expect(next({ lost: "shrunk", asked: "returned" })).toEqual({ reason: "returned", at: 102_000 });
});
