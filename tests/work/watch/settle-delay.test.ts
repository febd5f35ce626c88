import { expect, test } from "bun:test";
import type { ReadResult } from "../../../src/work/files/torrent-file.ts";
import { SettleDelay } from "../../../src/work/watch/settle-delay.ts";

const written = (at: number): ReadResult => ({
  kind: "rejected",
  stamp: { size: 1, mtimeS: Math.floor(at / 1_000), mtimeNs: (at % 1_000) * 1e6, inode: 1 },
  code: "TRUNCATED",
  message: "",
});

function fresh() {
  const later: unknown[] = [];
  const clock = { now: 1_000_000 };
  const freshness = new SettleDelay(
    2_000,
    () => clock.now,
    (root, path, at) => later.push([root, path, at]),
  );
  return { later, clock, hold: (path: string, at: number) => freshness.hold(1, path, written(at)) };
}

test("what was written to a moment ago waits until it is no longer fresh", () => {
  const { later, clock, hold } = fresh();
  expect([hold("a", 999_500), hold("old", 998_000), hold("ahead", 1_001_000), hold("far-ahead", 9_000_000)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(later).toEqual([
    [1, "a", 1_001_500],
    [1, "ahead", 1_003_000],
  ]);
  clock.now = 1_001_500;
  expect(hold("a", 999_500)).toBe(false);
});

test("what is written to again and again waits no longer than five times that", () => {
  const { clock, hold } = fresh();
  const held: boolean[] = [];
  for (let i = 0; i < 8; i++, clock.now += 1_900) held.push(hold("log.torrent", clock.now));
  expect(held).toEqual([true, true, true, true, true, true, false, true]);
});

test("old ones are forgotten when there are many, and begin anew", () => {
  const { clock, hold } = fresh();
  expect(hold("a", clock.now)).toBe(true);
  clock.now += 20_000;
  for (let i = 0; i < 1_000; i++) hold(`${i}`, clock.now);
  expect(hold("a", clock.now)).toBe(true);
});
