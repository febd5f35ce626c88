import { expect, test } from "bun:test";
import { TtlCache } from "../../../src/work/runtime/ttl-cache.ts";

test("values hold for their time, and the oldest make room", () => {
  const remembered = new TtlCache<number>(2);
  remembered.set("a", 1, 100);
  expect([remembered.get("a", 109, 10), remembered.get("a", 110, 10), remembered.get("a", 100, 0)]).toEqual([
    1,
    null,
    null,
  ]);
  expect(remembered.get("a", 99, 10)).toBeNull();
  remembered.set("b", 2, 100, 5);
  expect([remembered.get("b", 104, 100), remembered.get("b", 105, 100)]).toEqual([2, null]);
  remembered.set("c", 3, 100);
  expect(["a", "b", "c"].map((key) => remembered.get(key, 101, 10))).toEqual([null, 2, 3]);
});
