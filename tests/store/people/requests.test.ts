import { expect, test } from "bun:test";
import { dayOf } from "../../../src/core/iso-time.ts";
import type { MatchRow, RequestRow } from "../../../src/store/people/requests.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";

const NOON = Date.UTC(2026, 10, 20, 12);

const request = (at: number, more: Partial<RequestRow> = {}): RequestRow => ({
  at,
  method: "POST",
  path: "/match/phase1",
  status: 200,
  durationUs: 1234,
  bytesIn: 10,
  bytesOut: 20,
  client: "203.0.113.7",
  userId: "12345",
  files: 3,
  torrents: 1,
  error: null,
  ...more,
});

test("a row comes back as it was, the newest first, page by page", () => {
  using store = memoryStore();
  const rows = [
    request(NOON),
    request(NOON + 1, { userId: null, client: null, files: null, torrents: null, error: "NOT_FOUND" }),
  ];
  store.write(() => store.requests.append(rows, 100));
  expect(store.requests.newest(10)).toEqual([
    { id: 2, ...(rows[1] as RequestRow) },
    { id: 1, ...(rows[0] as RequestRow) },
  ]);
  expect(store.requests.newest(1).map(({ id }) => id)).toEqual([2]);
});

test("the log keeps the newest rows; the days keep counting", () => {
  using store = memoryStore();
  for (let batch = 0; batch < 5; batch++) {
    const rows = Array.from({ length: 4 }, (_, i) => request(NOON + batch * 4 + i));
    store.write(() => store.requests.append(rows, 6));
  }
  expect(store.requests.newest(100).map(({ id }) => id)).toEqual([20, 19, 18, 17, 16, 15]);
  store.write(() => store.requests.append([request(NOON + 86_400_000)], 0));
  expect(store.requests.newest(100)).toEqual([]);
  expect(store.statistics.daily(9).map(({ day, requests }) => [day, requests])).toEqual([
    ["2026-11-21", 1],
    ["2026-11-20", 20],
  ]);
  store.write(() => store.requests.append([request(NOON)], 10));
  expect(store.requests.newest(100).map(({ id }) => id)).toEqual([22]);
});

test("a batch over midnight belongs to two days", () => {
  using store = memoryStore();
  const midnight = Date.UTC(2026, 10, 21);
  store.write(() => store.requests.append([request(midnight - 1), request(midnight)], 10));
  expect([dayOf(midnight - 1), dayOf(midnight)]).toEqual(["2026-11-20", "2026-11-21"]);
  expect(store.statistics.daily(9).map(({ day, requests }) => [day, requests])).toEqual([
    ["2026-11-21", 1],
    ["2026-11-20", 1],
  ]);
});

test("matches are counted a day and a torrent, also beyond the log's end", () => {
  using store = memoryStore();
  const [a = 0, b = 0, c = 0] = [1, 2, 3].map((size) => addTorrent(store, plainTorrent(`t${size}`, size)));
  const match = (at: number, torrentIds: number[], filesMatched: number): MatchRow => ({
    at,
    userId: "x",
    tier: "name",
    filesAsked: 9,
    filesMatched,
    torrentIds,
  });
  store.write(() =>
    store.requests.appendMatches([match(NOON, [a, b], 5), match(NOON + 1, [b], 1), match(NOON, [], 0)], 1),
  );
  expect(store.statistics.daily(1)).toMatchObject([{ matches: 3, torrentsMatched: 3, filesMatched: 6 }]);
  expect(store.statistics.mostActive("matched", 9).map(({ torrentId, matched }) => [torrentId, matched])).toEqual([
    [b, 2],
    [a, 1],
  ]);
  expect(store.statistics.mostActive("matched", 1)).toHaveLength(1);
  expect(store.statistics.mostActive("matched", 9).some(({ torrentId }) => torrentId === c)).toBe(false);
});

test("the sums of all days tell matches by name from those by size alone", () => {
  using store = memoryStore();
  const [a = 0, b = 0] = [1, 2].map((size) => addTorrent(store, plainTorrent(`t${size}`, size)));
  const match = (at: number, tier: "name" | "size", torrentIds: number[]): MatchRow => ({
    ...{ at, tier, torrentIds, userId: null },
    ...{ filesAsked: 9, filesMatched: torrentIds.length * 10 },
  });
  const days = [0, 86_400_000].map((later) => NOON + later);
  for (const at of days) {
    store.write(() =>
      store.requests.appendMatches([match(at, "name", [a, b]), match(at, "size", [a]), match(at, "size", [])], 1),
    );
  }
  expect(store.statistics.sums()).toMatchObject({
    matches: { name: 2, size: 4 },
    torrentsMatched: { name: 4, size: 2 },
    filesMatched: { name: 40, size: 20 },
    reports: 0,
    revived: 0,
  });
});
