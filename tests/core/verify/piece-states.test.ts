import { expect, test } from "bun:test";
import { PieceStates } from "../../../src/core/verify/piece-states.ts";

const FILE = { length: 10, offset: 0, pad: false, root: new Uint8Array(32), layer: null };

test("a hybrid's piece is verified by both of its hashes, and one that does not hold is enough to differ", () => {
  const states = new PieceStates({
    pieceLength: 16_384,
    files: [FILE],
    v1: new Uint8Array(20),
    v2: true,
    count: 1,
    size: 10,
  });
  states.set(0, "v1", true);
  expect([states.of(0), states.isWhole(0)]).toEqual(["unknown", false]);
  states.set(0, "v2", true);
  expect([states.of(0), states.isWhole(0)]).toEqual(["verified", true]);
  states.set(0, "v2", false);
  expect(states.of(0)).toBe("differs");
  states.reset(0);
  expect(states.of(0)).toBe("unknown");
});
