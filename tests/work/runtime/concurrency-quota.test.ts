import { expect, test } from "bun:test";
import { Places } from "../../../src/work/runtime/concurrency-quota.ts";

test("so many in all, and so many of one user", () => {
  const places = new Places(3, 2);
  const first = places.take("a");
  expect(places.take("a")).not.toBeNull();
  expect(places.take("a")).toBeNull();
  expect(places.take("b")).not.toBeNull();
  expect(places.take("c")).toBeNull();
  first?.();
  first?.();
  expect(places.take("c")).not.toBeNull();
  expect(places.take("a")).toBeNull();
});
