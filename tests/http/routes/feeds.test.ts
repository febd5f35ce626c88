import { expect, test } from "bun:test";
import { operator } from "../../support/operator.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines } from "../../support/run.ts";
import { Served } from "../../support/served.ts";
import { withStore } from "../../support/with-store.ts";

const TORRENTS = {
  "4711.torrent": plainTorrent("a", [["a.mkv", 1_000]]),
  "b.torrent": plainTorrent("b", [["b.mkv", 2_000]]),
};

test("what went to whom is told in order, behind an id, with the way it went", async () => {
  using served = new Served(TORRENTS);
  served.set("auth", "header");
  const ask = operator(served);
  const match = (phase: number, files: object[]) =>
    served.ask(
      "POST",
      `/match/phase${phase}`,
      { files },
      { peer: "127.0.0.1", headers: { "x-reseeder-user": "alice" } },
    );
  await match(1, [{ name: "a.mkv", size: 1_000 }]);
  await match(2, [{ size: 2_000 }]);
  await ask("GET", `/torrents/id:1/download`, undefined, { "x-reseeder-user": "bob" });
  served.requestLog.flush();
  const answer = await ask("GET", "/hand-outs");
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
  const lines = jsonLines(answer.text);
  expect(lines.map(({ id, user, torrent_id, way }) => [id, user, torrent_id, way])).toEqual([
    [1, "alice", served.ids["4711.torrent"], "name"],
    [2, "alice", served.ids["b.torrent"], "size"],
    [3, "bob", 1, "download"],
  ]);
  expect(lines[0]).toMatchObject({
    time: new Date(served.now).toISOString(),
    info_hash: expect.stringMatching(/^[0-9a-f]{40}$/),
  });
  expect(jsonLines((await ask("GET", "/hand-outs?after=2")).text).map(({ id }) => id)).toEqual([3]);
  expect((await ask("GET", "/hand-outs?after=3")).text).toBe("");
  for (const after of ["x", "-1", ""]) expect((await ask("GET", `/hand-outs?after=${after}`)).status).toBe(400);
  expect((await served.ask("GET", "/api/v1/hand-outs")).status).toBe(401);
});

test("who revived what is told the same way", async () => {
  using served = new Served(TORRENTS);
  const ask = operator(served);
  withStore(served, (store) =>
    store.write((writer) => {
      store.swarms.apply(writer, [{ torrentId: 1, at: 1_000, seeders: 0, leechers: 0 }], 1_000);
      const hash = store.torrents.describe([1]).get(1)?.infoHashV1 ?? new Uint8Array();
      store.swarms.confirm([hash], "alice", 2_000);
      store.swarms.apply(writer, [{ torrentId: 1, at: 3_000, seeders: 2, leechers: 0 }], 3_000);
    }),
  );
  const [line] = jsonLines((await ask("GET", "/revivals")).text);
  expect(line).toMatchObject({
    id: 1,
    user: "alice",
    torrent_id: 1,
    way: "report",
    time: new Date(3_000).toISOString(),
  });
  expect((await ask("GET", "/revivals?after=1")).text).toBe("");
});
