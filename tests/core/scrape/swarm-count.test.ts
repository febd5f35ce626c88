import { expect, test } from "bun:test";
import { largerCount } from "../../../src/core/scrape/swarm-count.ts";

test("of a hybrid's two swarms the larger one counts", () => {
  expect(largerCount({ seeders: 1, leechers: 4 }, { seeders: 3, leechers: 2 })).toEqual({ seeders: 3, leechers: 4 });
  expect(largerCount({ seeders: 0, leechers: null }, { seeders: 0, leechers: 2 })).toEqual({ seeders: 0, leechers: 2 });
  expect(largerCount({ seeders: 0, leechers: 2 }, { seeders: 0, leechers: null })).toEqual({ seeders: 0, leechers: 2 });
  expect(largerCount({ seeders: 0, leechers: null }, { seeders: 1, leechers: null }).leechers).toBeNull();
});
