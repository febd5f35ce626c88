import { expect, test } from "bun:test";
import { bitsOf, STATE, stateOf, TORRENT_STATES } from "../../../src/core/api/torrent-state.ts";

test("each state has its bits, and what says most gives the name", () => {
  const { MISSING, FLAGGED, REMOVED, WITHHELD } = STATE;
  expect([0, WITHHELD, MISSING, FLAGGED, REMOVED].map(stateOf)).toEqual([...TORRENT_STATES]);
  expect([MISSING | FLAGGED, MISSING | REMOVED, FLAGGED | REMOVED].map(stateOf)).toEqual([
    "flagged",
    "removed",
    "removed",
  ]);
  expect([MISSING, FLAGGED, REMOVED].map((bits) => stateOf(bits | WITHHELD))).toEqual([
    "missing",
    "flagged",
    "removed",
  ]);
  expect(TORRENT_STATES.flatMap(bitsOf).sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, bits) => bits));
});
