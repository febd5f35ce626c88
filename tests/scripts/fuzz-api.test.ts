import { expect, test } from "bun:test";
import { fuzzApi } from "../../scripts/fuzz-api.ts";
import { BUILD_TIMEOUT, binary } from "../support/binary.ts";

// The short form of `bun run fuzz-api`.
test(
  "2000 requests to all endpoints, most of them broken: no 5xx, only documented answers, nothing changed by rejected ones",
  async () => {
    const { faults, statuses } = await fuzzApi({ program: await binary(), seed: 20261120, requests: 2_000 });
    expect(faults.slice(0, 10)).toEqual([]);
    // Requests must get through as well as be rejected, at every endpoint, or this says little.
    for (const [name, counts] of statuses) {
      const reached = [...counts.keys()].map((status) => status[0]);
      expect([name, reached.includes("2"), reached.includes("4")]).toEqual([name, true, true]);
    }
    expect(statuses.size).toBeGreaterThan(10);
  },
  BUILD_TIMEOUT + 60_000,
);
