import { describe, expect, test } from "bun:test";
import { MANAGE_TOKEN, operator } from "../../support/operator.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { Served } from "../../support/served.ts";

const HASH = "0123456789abcdef0123456789abcdef01234567";
const TORRENT = plainTorrent("Pushed", [["pushed.mkv", 1000]]);
const INDEXED = plainTorrent("Movie", [["movie.mkv", 2000]]);

/** What is acknowledged, and asks for nothing but a token. */
const WRITES: [method: string, path: string, body: unknown][] = [
  ["POST", "/match/report", { user_id: "1", confirmed: [{ info_hash: HASH, pieces_verified: 3 }] }],
  ["POST", "/api/v1/torrents", TORRENT],
  ["POST", "/api/v1/history", { entries: [{ user_id: "alice", info_hash: HASH }] }],
  ["POST", "/api/v1/torrents/1/flag", undefined],
  ["POST", "/api/v1/torrents/1/unflag", undefined],
  ["DELETE", "/api/v1/torrents/1", undefined],
  ["POST", "/api/v1/torrents/1/unremove", undefined],
  ["POST", "/api/v1/swarm", { torrents: [{ info_hash: HASH, seeders: 1 }] }],
];

describe("the answer waits until it is on disk", () => {
  for (const [method, path, body] of WRITES) {
    test(`${method} ${path}`, async () => {
      using served = new Served({ "movie.torrent": INDEXED });
      operator(served);
      const headers = { authorization: `Bearer ${MANAGE_TOKEN}` };
      const disk = Promise.withResolvers<void>();
      const asked = Promise.withResolvers<string>();
      served.syncFile = (log) => {
        asked.resolve(log);
        return disk.promise;
      };
      let isAnswered = false;
      const answer = served.ask(method, path, body, { headers }).finally(() => {
        isAnswered = true;
      });
      expect(await Promise.race([asked.promise, answer.then(() => "answered")])).toBe(`${served.path}-wal`);
      await Bun.sleep(0);
      expect(isAnswered).toBe(false);
      disk.resolve();
      expect((await answer).status).toBe(200);
    });

    test(`${method} ${path}: not acknowledged where the disk fails`, async () => {
      using served = new Served({ "movie.torrent": INDEXED });
      operator(served);
      const headers = { authorization: `Bearer ${MANAGE_TOKEN}` };
      served.syncFile = () => Promise.reject(Object.assign(new Error("EIO: i/o error, fsync"), { code: "EIO" }));
      const { status, said } = await served.ask(method, path, body, { headers });
      expect([status, said.code]).toEqual([503, "DATABASE_IO"]);
    });
  }
});

test("what went to whom is on disk soon, and no answer waits for it", async () => {
  using served = new Served({ "movie.torrent": INDEXED });
  served.set("auth", "header");
  let synced = 0;
  served.syncFile = async () => {
    synced++;
  };
  const sent = { peer: "127.0.0.1", headers: { "x-reseeder-user": "alice" } };
  await served.ask("POST", "/match/handshake", {}, sent);
  served.rows();
  await Bun.sleep(0);
  expect(synced).toBe(0);
  const { said } = await served.ask("POST", "/match/phase2", { files: [{ size: 2000 }] }, sent);
  expect([said.matched_torrents.length, synced]).toEqual([1, 0]);
  served.rows();
  await Bun.sleep(0);
  expect(synced).toBe(1);
});
