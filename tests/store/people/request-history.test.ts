import { describe, expect, test } from "bun:test";
import type { RequestRow } from "../../../src/store/people/requests.ts";
import type { Store } from "../../../src/store/store.ts";
import { memoryStore } from "../../support/indexed.ts";

const ROW: RequestRow = {
  at: 0,
  method: "POST",
  path: "/match/phase1",
  status: 200,
  durationUs: 1,
  bytesIn: 1,
  bytesOut: 1,
  client: "192.0.2.1",
  userId: null,
  files: 1,
  torrents: 1,
  error: null,
};

function log(store: Store, rows: Partial<RequestRow>[], keep = 1_000): void {
  store.write(() =>
    store.requests.append(
      rows.map((row) => ({ ...ROW, ...row })),
      keep,
    ),
  );
}

describe("rows that hold a text", () => {
  test("are the newest first, as many as asked", () => {
    using store = memoryStore();
    log(store, [{ at: 1 }, { at: 2 }, { at: 3 }]);
    expect(store.requestHistory.matching("", 2, 10).map((row) => row.at)).toEqual([3, 2]);
  });

  test.each([
    ["health", [1]],
    ["GET /h", [1]],
    ["503", [3]],
    ["2001:db8", [2]],
    ["Alice", [2]],
    ["BUSY", [3]],
    ["%", []],
    ["phase_", [5]],
    ["phase", [5, 4, 3, 2]],
  ])("%p is found in %p", (text, found) => {
    using store = memoryStore();
    log(store, [
      { method: "GET", path: "/health" },
      { client: "2001:db8::1", userId: "alice" },
      { status: 503, error: "DATABASE_LOCKED: busy" },
      {},
      { path: "/match/phase_" },
    ]);
    expect(store.requestHistory.matching(text, 10, 10).map((row) => row.id)).toEqual(found);
  });

  test("are looked for in the newest rows alone", () => {
    using store = memoryStore();
    log(store, [{ path: "/old" }, {}, {}]);
    expect(store.requestHistory.matching("old", 10, 2)).toEqual([]);
    expect(store.requestHistory.matching("old", 10, 3)).toHaveLength(1);
  });
});

// Compared with counting every row by hand.
test("the first row since a time and the counts of seconds are those of a walk through all rows", () => {
  using store = memoryStore();
  const times = Array.from({ length: 300 }, (_, i) => 10_000 + i * 137);
  log(
    store,
    times.map((at) => ({ at })),
    200,
  );
  const kept = store.requestHistory.matching("", 1_000, 1_000).reverse();
  expect(kept).toHaveLength(200);
  for (const since of [0, 10_000, kept[0]?.at ?? 0, 30_000, 30_001, kept.at(-1)?.at ?? 0, 99_999]) {
    const first = kept.find((row) => row.at >= since)?.id ?? store.requestHistory.newestId() + 1;
    expect([since, store.requestHistory.firstSince(since)]).toEqual([since, first]);
  }
  const seconds = new Map<number, number>();
  for (const { at } of kept) seconds.set(Math.floor(at / 1000), (seconds.get(Math.floor(at / 1000)) ?? 0) + 1);
  const from = store.requestHistory.firstSince(0);
  const middle = from + 77;
  const counted = new Map<number, number>();
  for (const [a, b] of [
    [from, middle],
    [middle, store.requestHistory.newestId() + 1],
  ] as const) {
    for (const [second, n] of store.requestHistory.perSecond(a, b)) counted.set(second, (counted.get(second) ?? 0) + n);
  }
  expect(counted).toEqual(seconds);
});

test("an empty log has no newest row, and whatever comes is since any time", () => {
  using store = memoryStore();
  expect(store.requestHistory.newestId()).toBe(0);
  expect(store.requestHistory.firstSince(5)).toBe(1);
});
