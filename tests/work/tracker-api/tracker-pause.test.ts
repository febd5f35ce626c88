import { expect, test } from "bun:test";
import { pausedUntil, trackerPlace } from "../../../src/work/tracker-api/tracker-pause.ts";
import { memoryStore } from "../../support/indexed.ts";

const NOW = 1_700_000_000_000;

test("a tracker is left alone until the time that is noted, itself alone, and no longer than any pause", () => {
  using store = memoryStore();
  const place = trackerPlace({ tracker: "udpt", tracker_url: "http://t.example" });
  const until = (at: number, now = NOW, of = place) => {
    store.write(() => store.trackerNotes.put("paused", place, String(at)));
    return pausedUntil(store, of, now);
  };
  expect(pausedUntil(store, place, NOW)).toBeNull();
  expect([until(NOW + 1), until(NOW), until(NOW - 1)]).toEqual([NOW + 1, null, null]);
  expect(until(NOW + 1, NOW, trackerPlace({ tracker: "udpt", tracker_url: "http://other.example" }))).toBeNull();
  // Noted before the clock was set back.
  expect([until(NOW + 600_000), until(NOW + 600_001)]).toEqual([NOW + 600_000, null]);
});
