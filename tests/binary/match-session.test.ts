import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { BUILD_TIMEOUT } from "../support/binary.ts";
import { until } from "../support/daemon.ts";
import { filesBelow, testPool } from "../support/handover-world.ts";
import { MatchSession } from "../support/match-session.ts";
import { OpenTracker } from "../support/opentracker.ts";
import { QBittorrent } from "../support/qbittorrent.ts";
import { expectUntouched, type Snapshot, snapshot } from "../support/untouched.ts";

setDefaultTimeout(BUILD_TIMEOUT);

const missing = [
  ...(QBittorrent.program ? [] : ["qbittorrent-nox"]),
  ...(OpenTracker.program ? [] : ["opentracker"]),
  ...(Bun.which("bwrap") ? [] : ["bwrap"]),
].join(", ");

const MATCH = ["match", "/data/media", "--server", "SERVER", "--link", "/data/links", "--client", "CLIENT"];

describe.skipIf(missing !== "")(`a user's way from files to seeding${missing && ` (skipped: no ${missing})`}`, () => {
  const session = new MatchSession();
  let before: Snapshot;
  beforeAll(async () => {
    await session.start();
    before = snapshot(session.dir.path("data/media"));
  });
  afterAll(() => session[Symbol.asyncDispose]());

  const ready = ["Night.Train.S01.1080p.WEB", "Salt.2019.2160p"];
  const hashOf = (name: string) => session.hashes.get(name) ?? "";

  test("what is ready seeds under the client's own paths, and the tracker goes from no seeder to one", async () => {
    for (const name of ready) expect(await session.tracker.scrape(hashOf(name))).toMatchObject({ seeders: 0 });
    const { text, code } = await session.type(...MATCH);
    expect(code).toBe(0);
    expect(text).toContain("Paths    the client's /downloads is our /data   (from 3 files that it holds)\n");
    expect(text).toContain("Links    hard links work in /data/links\n");
    expect(text).toContain("2 seeding, 0 downloading, 0 B downloaded");
    for (const name of ready) {
      const swarm = await until(
        `an announce of ${name}`,
        () => session.tracker.scrape(hashOf(name)),
        ({ seeders }) => seeders === 1,
      );
      expect(swarm).toEqual({ seeders: 1, leechers: 0 });
      expect(await session.client.torrent(hashOf(name))).toMatchObject({ isSeeding: true, missing: 0, downloaded: 0 });
      // The user's own announce address.
      const { trackers } = (await session.client.torrent(hashOf(name))) ?? { trackers: [] };
      expect(trackers[0]).toMatch(/\/announce\?passkey=[0-9a-f]{32}$/);
    }
    expectUntouched(session.dir.path("data/media"), before);
  });

  test("the next run finds nothing new, reads nothing, and knows what seeds", async () => {
    const { text, code } = await session.type(...MATCH);
    expect(code).toBe(0);
    expect(text).toContain("Verified 0 B;");
    expect(text).toContain("0 ready, 1 partial, 1 near, 3 seeding.");
  });

  test("undo leaves client and folders as they were", async () => {
    const { text, code } = await session.type("match", "undo");
    expect(code).toBe(0);
    expect(text).toMatch(/^\d{4}-\d\d-\d\d\.1: 2 torrents and 4 files taken back\n$/);
    expect(filesBelow(session.dir.path("data/links"))).toEqual([]);
    const client = await testPool().get(session.client.address);
    expect((await client.list()).map(({ name }) => name)).toEqual(["Harbour.Lights.S01"]);
    expectUntouched(session.dir.path("data/media"), before);
  });
});
