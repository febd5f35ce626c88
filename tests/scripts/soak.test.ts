import { expect, test } from "bun:test";
import { soak } from "../../scripts/soak.ts";
import { BUILD_TIMEOUT, binary } from "../support/binary.ts";

// The short form of `bun run soak`.
test(
  "all commands at once, killed again and again, while torrents come in all ways: nothing is lost, rejected or wrong",
  async () => {
    const { faults, settledAfter } = await soak({
      program: await binary(),
      // Until all of this has happened, or it says little.
      seconds: 1,
      atLeast: { kills: 4, reports: 20, matched: 100, pushed: 20, swarms: 1, torrents: 100, history: 1_000 },
      seed: 20261120,
    });
    expect(faults).toEqual([]);
    expect(settledAfter).not.toBeNull();
  },
  BUILD_TIMEOUT + 300_000,
);
