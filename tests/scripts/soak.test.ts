import { expect, test } from "bun:test";
import { soak } from "../../scripts/soak.ts";
import { BUILD_TIMEOUT, binary } from "../support/binary.ts";

// The short form of `bun run soak`.
test(
  "all commands at once, killed again and again, while torrents come in all ways: nothing is lost, rejected or wrong",
  async () => {
    const { faults, kills, client, pusher, kept, settledAfter } = await soak({
      program: await binary(),
      seconds: 7,
      seed: 20261120,
    });
    expect(faults).toEqual([]);
    expect(settledAfter).not.toBeNull();
    // Or it says little.
    expect(Object.values(kills).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3);
    expect(client.reports).toBeGreaterThan(20);
    expect(client.matched).toBeGreaterThan(100);
    expect(pusher.pushed).toBeGreaterThan(20);
    expect(pusher.swarms).toBeGreaterThan(0);
    expect(kept.torrents).toBeGreaterThan(100);
    expect(kept.history).toBeGreaterThan(1_000);
  },
  BUILD_TIMEOUT + 120_000,
);
