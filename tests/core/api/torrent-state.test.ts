import { expect, test } from "bun:test";
import { bitsOf, STATE, stateOf, TORRENT_STATES } from "../../../src/core/api/torrent-state.ts";

test("each state has its bits, and what says most gives the name", () => {
  const { MISSING, FLAGGED, REMOVED } = STATE;
  expect([0, MISSING, FLAGGED, REMOVED].map(stateOf)).toEqual([...TORRENT_STATES]);
  expect([MISSING | FLAGGED, MISSING | REMOVED, FLAGGED | REMOVED].map(stateOf)).toEqual([
    "flagged",
    "removed",
    "removed",
  ]);
  expect(TORRENT_STATES.flatMap(bitsOf).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
