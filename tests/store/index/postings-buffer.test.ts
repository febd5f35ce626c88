import { expect, setDefaultTimeout, test } from "bun:test";
import { PostingsBuffer } from "../../../src/store/index/postings-buffer.ts";
import { memoryStore } from "../../support/indexed.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

const flat = (map: Map<number, number>) => [...map].flat();

test.each([[1], [63], [64], [65], [40_500]])(
  "%i rows a table are all there, once, and in short transactions",
  (count) => {
    using store = memoryStore();
    const rows = new PostingsBuffer(store);
    // Not in the order of the tables' keys, and spread over a few torrents.
    for (let torrent = 5; torrent >= 1; torrent--) {
      const keys = new Map<number, number>();
      const sizes = new Map<number, number>();
      for (let i = torrent - 1; i < count; i += 5) {
        keys.set((i * 7_919) % 100_003, 1);
        sizes.set(2 ** 40 + ((i * 104_729) % 100_003), 2);
      }
      rows.add(torrent, { keys: flat(keys), sizes: flat(sizes) });
    }
    expect(rows.length).toBe(2 * count);
    const transactions = Array.from(rows.flush()).length;
    expect(transactions).toBe(2 * Math.ceil(count / 20_000));
    expect(rows.length).toBe(0);
    const values = Array.from({ length: count }, (_, i) => (i * 7_919) % 100_003).sort((a, b) => a - b);
    const hits = store.postings.hits("name", values, 1e6);
    expect(hits.map(({ value }) => value)).toEqual(values);
    expect(new Set(hits.map(({ files }) => files))).toEqual(new Set([1]));
    const sizes = Array.from({ length: count }, (_, i) => 2 ** 40 + ((i * 104_729) % 100_003)).sort((a, b) => a - b);
    expect(store.postings.hits("size", sizes, 1e6).map(({ value }) => value)).toEqual(sizes);
  },
);

test("rows that a stopped scan had written already do no harm", () => {
  using store = memoryStore();
  for (let i = 0; i < 2; i++) {
    const rows = new PostingsBuffer(store);
    rows.add(1, { keys: [10, 1, 20, 2], sizes: [5, 3] });
    Array.from(rows.flush());
  }
  expect(store.postings.hits("name", [10, 20], 9)).toEqual([
    { value: 10, torrentId: 1, files: 1 },
    { value: 20, torrentId: 1, files: 2 },
  ]);
});

test("stopped half-way, the torrents stay noted", () => {
  using store = memoryStore();
  const rows = new PostingsBuffer(store);
  rows.add(1, { keys: [10, 1], sizes: [5, 1] });
  const flush = rows.flush();
  flush.next();
  expect(store.postings.hits("name", [10], 9)).toHaveLength(1);
  expect(store.postings.hits("size", [5], 9)).toHaveLength(0);
});
