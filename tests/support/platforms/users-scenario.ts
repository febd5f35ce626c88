import { expect } from "bun:test";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import type { DatabaseServer } from "../database/server.ts";
import { type Said, Served } from "../served.ts";
import { unzipped } from "../zip.ts";
import type { Platform } from "./platform.ts";
import { makeReader } from "./reader.ts";
import { BANNED, fillSite, passkeyOf, USERS, type WorldTorrent, worldTorrents } from "./world.ts";

const SECOND = 1_000;

/** A site of a platform with an API beside it whose users the site's database knows; `using` ends the API. */
export function trackerSite(
  server: DatabaseServer,
  platform: Platform,
  name: string,
): { served: Served; torrents: WorldTorrent[] } {
  const torrents = worldTorrents();
  fillSite(server, platform, torrents, name);
  const files = Object.fromEntries(torrents.map(({ id, bytes }) => [`${id}.torrent`, bytes]));
  const served = new Served(files, { RESEEDER_TRACKER_DSN: makeReader(server, platform, name) });
  served.set("tracker", platform.tracker);
  served.set("auth", "tracker");
  return { served, torrents };
}

/** What a platform says of its users holds within seconds: bans, new passkeys, other letters, histories. */
export async function usersScenario(server: DatabaseServer, platform: Platform, name: string): Promise<void> {
  const { served, torrents } = trackerSite(server, platform, name);
  using _ = served;
  const key = (user: number, generation = 0) => keyOf(platform, user, generation);
  const handshake = async (passkey: string) => (await served.ask("POST", "/match/handshake", { passkey })).status;
  const later = () => {
    served.now += 10 * SECOND;
  };

  // Everybody who is there and not banned, and nobody else.
  for (let user = 1; user <= USERS; user++) {
    expect(`${user}: ${await handshake(key(user))}`).toBe(`${user}: ${BANNED.includes(user) ? 403 : 200}`);
  }
  expect(served.rows()[0]?.userId).toBe(platform.userId(1));

  // Databases compare without case and with blanks at the end; a number matches every key that begins with a letter.
  expect(await handshake(key(1).toUpperCase())).toBe(403);
  expect(await handshake("a".repeat(key(1).length))).toBe(403);
  expect((await served.ask("POST", "/match/handshake", { passkey: `${key(1)} ` })).status).toBe(400);
  expect((await served.ask("POST", "/match/handshake", { passkey: 0 })).status).toBe(400);
  expect((await served.ask("POST", "/match/handshake", {})).status).toBe(401);

  // A ban, and a new passkey: what was known is forgotten within ten seconds.
  server.run(platform.ban(1) + platform.changePasskey(2, key(2, 1)), name);
  expect([await handshake(key(1)), await handshake(key(2)), await handshake(key(2, 1))]).toEqual([200, 200, 200]);
  later();
  expect([await handshake(key(1)), await handshake(key(2)), await handshake(key(2, 1))]).toEqual([403, 403, 200]);

  // What he downloaded, of what is accepted, by the database's word of this moment.
  const archive = async (passkey: string): Promise<string[]> => {
    const request = new Request("http://x/archive", { headers: { "x-reseeder-passkey": passkey } });
    const answer = await served.app.handle(request);
    expect(answer.status).toBe(200);
    return unzipped(new Uint8Array(await answer.arrayBuffer()))
      .map(({ bytes }) => hashOf(bytes))
      .sort();
  };
  const downloaded = torrents
    .filter(({ id }, i) => i % 2 === 0 || id % USERS === 1)
    .filter(({ moderation }) => moderation === "accepted");
  const expected = downloaded.filter(({ id }) => id % 2 === 1).map(({ bytes }) => hashOf(bytes));
  const mine = await archive(key(2, 1));
  for (const hash of expected) expect(mine).toContain(hash);
  for (const { bytes, moderation } of torrents)
    if (moderation !== "accepted") expect(mine).not.toContain(hashOf(bytes));
  expect(served.sql("SELECT count(*) AS n FROM history")).toEqual([{ n: 0 }]);
  const gone = downloaded.find(({ id }) => id % 2 === 1) as WorldTorrent;
  server.run(platform.deleteTorrent(gone.id), name);
  expect(await archive(key(2, 1))).not.toContain(hashOf(gone.bytes));

  // The database away: 503 for whoever is not known, never 403, and those who are known go on.
  later();
  expect(await handshake(key(4))).toBe(200);
  await server.process.kill();
  expect(await handshake(key(4))).toBe(200);
  const rejected = await served.ask("POST", "/match/handshake", { passkey: key(5) });
  expect([rejected.status, rejected.headers.get("retry-after"), (rejected.said as Said).code]).toEqual([
    503,
    "5",
    "TRACKER_AWAY",
  ]);
  const away = await served.ask("GET", "/archive", undefined, { headers: { "x-reseeder-passkey": key(4) } });
  expect(away.status).toBe(503);
  await server.restart();
  server.run(platform.repair ?? "", name);
  later();
  expect([await handshake(key(5)), await handshake(key(1))]).toEqual([200, 403]);
  expect(served.lines.join("\n")).not.toContain(key(5));
  expect(JSON.stringify(served.debug)).not.toContain(key(5));
}

/** TorrentPier's are shorter. */
function keyOf(platform: Platform, user: number, generation: number): string {
  return passkeyOf(user, generation).slice(0, platform.tracker === "torrentpier" ? 20 : 32);
}

function hashOf(torrent: Uint8Array): string {
  const { infoHashV1, infoHashV2 } = parseMetainfo(torrent);
  return Buffer.from(infoHashV1 ?? infoHashV2 ?? []).toString("hex");
}
