import { expect, test } from "bun:test";
import { sortOrder } from "../../../src/core/content/sort-order.ts";

test("equals a stable sort by comparison, for small, equal and the largest numbers", () => {
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state;
  };
  const sets = [
    [],
    [0],
    [5, 5, 5],
    [16384, 0, 16383, 268435456, 1],
    [Number.MAX_SAFE_INTEGER, 0, 2 ** 47, 2 ** 47 - 1, 2 ** 52],
    Array.from({ length: 5_000 }, () => next() * 2_000_000 + (next() % 1000)),
    Array.from({ length: 5_000 }, () => next() % 50),
  ];
  for (const set of sets) {
    const values = Float64Array.from(set);
    const expected = set.map((_, i) => i).sort((a, b) => (set[a] ?? 0) - (set[b] ?? 0) || a - b);
    expect([...sortOrder(values)]).toEqual(expected);
  }
});
