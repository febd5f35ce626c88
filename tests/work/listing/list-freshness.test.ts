import { expect, test } from "bun:test";
import { resolveSettings } from "../../../src/core/settings/settings.ts";
import { isListStale } from "../../../src/work/listing/list-freshness.ts";
import { LIST_NUMBERS, NO_LIST } from "../../support/listing.ts";
import { operator } from "../../support/operator.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { Served } from "../../support/served.ts";
import { withStore } from "../../support/with-store.ts";

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;

test("matches wait while the list is older than tracker_stale_hours, and go on with the next one", async () => {
  using served = new Served({ "a.torrent": plainTorrent("a", 7) });
  const match = () => served.ask("POST", "/match/phase2", { user_id: "1", files: [{ size: 7 }] });
  expect((await match()).status).toBe(200);
  const complete = (at: number) =>
    withStore(served, (store) => store.write(() => store.listing.complete("sync", LIST_NUMBERS, at)));
  complete(NOW - 24 * HOUR);
  expect((await match()).status).toBe(200);
  complete(NOW - 24 * HOUR - 1);
  const { status, said, headers } = await match();
  expect([status, said.code, headers.get("retry-after")]).toEqual([503, "LIST_STALE", "60"]);
  // The operator's own ways stay open.
  expect((await operator(served)("GET", "/torrents/1")).status).toBe(200);
  served.set("tracker_stale_hours", "0");
  expect((await match()).status).toBe(200);
  served.set("tracker_stale_hours", "1");
  expect((await match()).status).toBe(503);
  complete(NOW);
  expect((await match()).status).toBe(200);
});

test("there is nothing to wait for where no list is in force", () => {
  const { settings } = resolveSettings(new Map());
  expect(isListStale({ ...NO_LIST, failed: 30 }, settings, NOW)).toBe(false);
});
