import { expect, test } from "bun:test";
import { RateLimit } from "../../../src/core/access/rate-limit.ts";

test("a minute's worth at once, then one each refill, and no more after a long rest", () => {
  const limit = new RateLimit();
  const take = (now: number) => limit.take("a", 6, now);
  expect(Array.from({ length: 8 }, () => take(0))).toEqual([0, 0, 0, 0, 0, 0, 10, 10]);
  expect([take(9_000), take(10_000), take(10_000)]).toEqual([1, 0, 10]);
  expect(Array.from({ length: 8 }, () => take(3_600_000))).toEqual([0, 0, 0, 0, 0, 0, 10, 10]);
});

test("senders do not share, looking counts nothing, 0 is off", () => {
  const limit = new RateLimit();
  expect([limit.take("a", 1, 0), limit.take("a", 1, 0), limit.take("b", 1, 0)]).toEqual([0, 60, 0]);
  expect([limit.wait("c", 1, 0), limit.wait("c", 1, 0), limit.wait("a", 1, 30_000)]).toEqual([0, 0, 30]);
  expect(Array.from({ length: 100 }, () => limit.take("d", 0, 0)).some((wait) => wait > 0)).toBe(false);
});

test("a clock that was set back neither refills nor locks out for ever", () => {
  const limit = new RateLimit();
  expect([limit.take("a", 1, 100_000), limit.take("a", 1, 0)]).toEqual([0, 60]);
});

test("of too many senders the oldest is forgotten", () => {
  const limit = new RateLimit(2);
  for (const sender of ["a", "b", "c"]) limit.take(sender, 1, 0);
  expect(["a", "b", "c"].map((sender) => limit.wait(sender, 1, 0))).toEqual([0, 60, 60]);
});

test("the oldest is who was heard of longest ago, whenever he came", () => {
  const limit = new RateLimit(2);
  for (const sender of ["a", "b", "a", "c"]) limit.take(sender, 2, 0);
  expect(["a", "b", "c"].map((sender) => limit.take(sender, 2, 0) + limit.take(sender, 2, 0))).toEqual([60, 0, 30]);
});
