import { expect, test } from "bun:test";
import { soak } from "../../scripts/soak.ts";
import { BUILD_TIMEOUT, binary } from "../support/binary.ts";

// The short form of `bun run soak`. Seen to fail: with reports stored after the answer, with a busy timeout of 0 (scans
// ended with 11), with no sweep when watching begins.
test(
  "serve, watch, scan, backup and stats at once, killed again and again: nothing is lost, refused or wrong",
  async () => {
    const { faults, kills, client, settledAfter } = await soak({
      program: await binary(),
      seconds: 12,
      seed: 20261120,
    });
    expect(faults).toEqual([]);
    expect(settledAfter).not.toBeNull();
    // Or it says little.
    expect(Object.values(kills).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3);
    expect(client.reports).toBeGreaterThan(20);
    expect(client.matched).toBeGreaterThan(100);
  },
  BUILD_TIMEOUT + 120_000,
);
