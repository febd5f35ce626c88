import { expect, test } from "bun:test";
import { memoryStore } from "../../support/indexed.ts";

test("distinct torrents a day; asking again is free, and the next day begins anew", () => {
  using store = memoryStore();
  const take = (day: string, who: string, ids: number[], limit = 3) =>
    store.write(() => [...store.dailyHandOuts.take(day, who, ids, limit)]);
  expect(take("2026-11-20", "a", [5, 4])).toEqual([5, 4]);
  expect(take("2026-11-20", "a", [9, 5, 8, 4])).toEqual([9, 5, 4]);
  expect(take("2026-11-20", "a", [8])).toEqual([]);
  expect(take("2026-11-20", "a", [8], 4)).toEqual([8]);
  expect(take("2026-11-20", "b", [8])).toEqual([8]);
  expect(take("2026-11-21", "a", [1, 2, 3, 4])).toEqual([1, 2, 3]);
  expect(store.userData.count("hand-outs")).toBe(0);
  store.write(() => store.userData.remove("hand-outs"));
  expect(take("2026-11-21", "a", [4])).toEqual([4]);
});
