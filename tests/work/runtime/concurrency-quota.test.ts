import { expect, test } from "bun:test";
import { ConcurrencyQuota } from "../../../src/work/runtime/concurrency-quota.ts";

test("so many in all, and so many of one user", () => {
  const quota = new ConcurrencyQuota(3, 2);
  const first = quota.acquire("a");
  expect(quota.acquire("a")).not.toBeNull();
  expect(quota.acquire("a")).toBeNull();
  expect(quota.acquire("b")).not.toBeNull();
  expect(quota.acquire("c")).toBeNull();
  first?.();
  first?.();
  expect(quota.acquire("c")).not.toBeNull();
  expect(quota.acquire("a")).toBeNull();
});
