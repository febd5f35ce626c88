import { beforeEach, expect, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import { Tracker } from "../../../src/work/scrape/tracker.ts";
import { fault, type SourceReply, type TrackerSource } from "../../../src/work/scrape/tracker-source.ts";
import { Trackers } from "../../../src/work/scrape/trackers.ts";

const HASH = new Uint8Array(20).fill(7);

let now = 0;
let waits: number[] = [];
let asked: string[] = [];
const stop = new AbortController();
const wait = async (ms: number) => {
  waits.push(ms);
  now += ms;
};

beforeEach(() => {
  [now, waits, asked] = [0, [], []];
});

const OK = { counts: new Map([[bytesToHex(HASH), { seeders: 1, leechers: 0 }]]) };

function source(name: string, answer: () => SourceReply): TrackerSource {
  const ask = async () => {
    asked.push(name);
    return answer();
  };
  return { name, limit: 10, isOrdered: false, ask, close() {} };
}

/** A counting, with the troubles told. */
async function count(trackers: Trackers, signal = stop.signal) {
  const troubles: string[] = [];
  const counting = trackers.count([HASH], signal);
  for (;;) {
    const { done, value } = await counting.next();
    if (done) return { counted: value !== null, troubles };
    troubles.push(`${value.tracker}: ${value.problem}`);
  }
}

const among = (...sources: TrackerSource[]) =>
  new Trackers(
    sources.map((each) => new Tracker(each, 0, async () => {})),
    () => now,
    wait,
  );

test("the first that answers is asked, the second only where it fails", async () => {
  let broken = false;
  const trackers = among(
    source("a", () => (broken ? fault("failed", "answered 502") : OK)),
    source("b", () => OK),
  );
  expect(await count(trackers)).toEqual({ counted: true, troubles: [] });
  broken = true;
  expect(await count(trackers)).toEqual({ counted: true, troubles: ["a: answered 502"] });
  expect(asked).toEqual(["a", "a", "b"]);
  // It is left alone for five seconds, then ten.
  now = 4_999;
  await count(trackers);
  now = 5_000;
  await count(trackers);
  now = 14_999;
  await count(trackers);
  now = 15_000;
  broken = false;
  await count(trackers);
  expect(asked.slice(3)).toEqual(["b", "a", "b", "b", "a"]);
  expect([waits, trackers.requests]).toEqual([[], 8]);
});

test("alone it is waited for, longer each time, and given up after the fourth in a row", async () => {
  let failing = 3;
  const trackers = among(source("a", () => (failing-- > 0 ? fault("failed", "no") : OK)));
  expect((await count(trackers)).counted).toBe(true);
  expect(waits).toEqual([5_000, 10_000, 20_000]);
  failing = 4;
  expect(await count(trackers)).toEqual({ counted: false, troubles: Array(4).fill("a: no") });
  expect(waits).toEqual([5_000, 10_000, 20_000, 5_000, 10_000, 20_000]);
  expect(await count(trackers)).toEqual({ counted: false, troubles: [] });
});

test("a tracker is left alone for as long as it says; longer than a quarter of an hour is another round", async () => {
  let retryAfterMs = 60_000;
  const busy = () => among(source("a", () => (now === 0 ? fault("failed", "answered 429", retryAfterMs) : OK)));
  expect((await count(busy())).counted).toBe(true);
  expect(waits).toEqual([60_000]);
  now = 0;
  retryAfterMs = 15 * 60_000 + 1;
  expect((await count(busy())).counted).toBe(false);
  expect(waits).toEqual([60_000]);
});

test("one that does not let us in is not asked again", async () => {
  const trackers = among(
    source("a", () => fault("denied", "answered 403")),
    source("b", () => OK),
  );
  await count(trackers);
  now = 1e9;
  await count(trackers);
  expect(asked).toEqual(["a", "b", "b"]);
});

test("of those that are left alone, the one whose time comes first is asked", async () => {
  const trackers = among(
    source("a", () => (now < 60_000 ? fault("failed", "no", 60_000) : OK)),
    source("b", () => (now < 8_000 ? fault("failed", "no", 8_000) : OK)),
  );
  expect((await count(trackers)).counted).toBe(true);
  expect([asked, waits]).toEqual([["a", "b", "b"], [8_000]]);
});

test("stopped, it neither waits nor asks", async () => {
  const stopping = new AbortController();
  const trackers = among(
    source("a", () => {
      stopping.abort();
      return fault("failed", "stopped");
    }),
  );
  expect(await count(trackers, stopping.signal)).toEqual({ counted: false, troubles: [] });
  expect(await count(trackers, stopping.signal)).toEqual({ counted: false, troubles: [] });
  expect([asked, waits]).toEqual([["a"], []]);
});
