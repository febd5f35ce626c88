import { describe, expect, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { documentOf, fits, jsonOf } from "../../support/openapi.ts";
import { operator } from "../../support/operator.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { Served } from "../../support/served.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

/** The clock of a Served. */
const NOW = 1_700_000_000_000;
const at = (ms: number) => new Date(NOW + ms).toISOString();

const torrent = (name: string) => plainTorrent(name, [["movie.mkv", 5_000_000]]);
const hashOf = (bytes: Uint8Array) => bytesToHex(parseMetainfo(bytes).infoHashV1 ?? new Uint8Array());

function served(...names: string[]) {
  const server = new Served(Object.fromEntries(names.map((name) => [name, torrent(name)])));
  const ask = operator(server);
  return Object.assign(server, {
    push: async (...torrents: unknown[]) => (await ask("POST", "/swarm", { torrents })).said,
    manage: ask,
    swarm: (id: number) =>
      server.sql("SELECT seeders, leechers, swarm_seen_at AS at FROM torrents WHERE id = ?", id)[0],
  });
}

const OK = { status: "ok", updated: 0, outdated: 0, unknown: 0, revived: 0 };

test("counts are stored, by either hash of a hybrid and the cut one of version 2", async () => {
  using server = served("a");
  const files = [{ path: "x", length: 20_000 }];
  const [v2, hybrid] = (["v2", "hybrid"] as const).map((version) => buildTorrent({ name: version, files, version }));
  using more = new Served({ v2: v2 ?? new Uint8Array(), hybrid: hybrid ?? new Uint8Array() });
  const hash = hashOf(torrent("a"));
  expect(await server.push({ info_hash: hash.toUpperCase(), seeders: 2, leechers: 3, more: 1 })).toEqual({
    ...OK,
    updated: 1,
  });
  expect(server.swarm(1)).toEqual({ seeders: 2, leechers: 3, at: NOW });
  const v2Hash = bytesToHex(parseMetainfo(v2 ?? new Uint8Array()).infoHashV2 ?? new Uint8Array());
  const both = parseMetainfo(hybrid ?? new Uint8Array());
  const ask = operator(more);
  const torrents = [
    { info_hash: v2Hash.slice(0, 40), seeders: 1 },
    { info_hash: bytesToHex(both.infoHashV1 ?? new Uint8Array()), seeders: 4, leechers: null },
    { info_hash: bytesToHex(both.infoHashV2 ?? new Uint8Array()), seeders: 3, leechers: 9 },
    { info_hash: "00".repeat(20), seeders: 3 },
  ];
  expect((await ask("POST", "/swarm", { torrents })).said).toEqual({ ...OK, updated: 2, unknown: 1 });
  expect(more.sql("SELECT seeders, leechers FROM torrents ORDER BY id")).toEqual([
    { seeders: 1, leechers: null },
    { seeders: 4, leechers: 9 },
  ]);
});

test("what is older than what is known is left out, and nothing comes from the future", async () => {
  using server = served("a");
  const info_hash = hashOf(torrent("a"));
  const push = (seeders: number, seen_at?: string) => server.push({ info_hash, seeders, seen_at });
  expect(await push(3, at(-5_000))).toEqual({ ...OK, updated: 1 });
  expect(await push(4, at(-6_000))).toEqual({ ...OK, outdated: 1 });
  expect(server.swarm(1)).toEqual({ seeders: 3, leechers: null, at: NOW - 5_000 });
  expect(await push(5, at(86_400_000))).toEqual({ ...OK, updated: 1 });
  expect(server.swarm(1)).toEqual({ seeders: 5, leechers: null, at: NOW });
  const [older, newer] = [
    { info_hash, seeders: 7, seen_at: at(-1) },
    { info_hash, seeders: 6, seen_at: at(0) },
  ];
  expect(await server.push(newer, older)).toEqual({ ...OK, updated: 1 });
  expect(server.swarm(1).seeders).toBe(6);
});

test("a confirmed report between none and one is a revival", async () => {
  using server = served("a", "b");
  const [a, b] = ["a", "b"].map((name) => hashOf(torrent(name)));
  await server.push({ info_hash: a, seeders: 0 }, { info_hash: b, seeders: 0 });
  await server.post("/match/report", { user_id: "u7", confirmed: [{ info_hash: a }] });
  expect(await server.push({ info_hash: a, seeders: 1 }, { info_hash: b, seeders: 1 })).toEqual({
    ...OK,
    updated: 2,
    revived: 1,
  });
  expect(server.sql("SELECT torrent_id, user_id, seeders FROM revivals")).toEqual([
    { torrent_id: 1, user_id: "u7", seeders: 1 },
  ]);
});

describe("matches", () => {
  test("have the dead first within a band, then the unknown, then the fewest seeders, and say how many there are", async () => {
    using server = served("two", "unknown", "dead", "one");
    const counts = { two: 2, dead: 0, one: 1 };
    await server.push(
      ...Object.entries(counts).map(([name, seeders]) => ({ info_hash: hashOf(torrent(name)), seeders })),
    );
    const { matched_torrents } = await server.post("/match/phase1", {
      files: [{ name: "movie.mkv", size: 5_000_000 }],
    });
    expect(
      matched_torrents.map((match: { name: string; seeders: number | null }) => [match.name, match.seeders]),
    ).toEqual([
      ["dead", 0],
      ["unknown", null],
      ["one", 1],
      ["two", 2],
    ]);
  });

  test("have more of a living torrent before less of a dead one", async () => {
    const half = plainTorrent("half", [
      ["movie.mkv", 5_000_000],
      ["other.mkv", 5_000_000],
    ]);
    using server = new Served({ half, whole: torrent("whole") });
    const torrents = [
      { info_hash: hashOf(half), seeders: 0 },
      { info_hash: hashOf(torrent("whole")), seeders: 9 },
    ];
    await operator(server)("POST", "/swarm", { torrents });
    const { matched_torrents } = await server.post("/match/phase1", {
      files: [{ name: "movie.mkv", size: 5_000_000 }],
    });
    expect(matched_torrents.map(({ name }: { name: string }) => name)).toEqual(["whole", "half"]);
  });
});

test.each([
  ["[]", "body: expected a JSON object, got an array"],
  ["{}", "torrents: expected an array, got nothing"],
  ['{"torrents":[7]}', "torrents[0]: expected an object, got 7"],
  ['{"torrents":[{"seeders":1}]}', "torrents[0].info_hash: expected 40 or 64 hexadecimal digits, got nothing"],
  [`{"torrents":[{"info_hash":"${"a".repeat(41)}","seeders":1}]}`, "torrents[0].info_hash: expected"],
  [`{"torrents":[{"info_hash":"${"a".repeat(40)}"}]}`, "torrents[0].seeders: expected a whole number from 0"],
  [`{"torrents":[{"info_hash":"${"a".repeat(40)}","seeders":1.5}]}`, "torrents[0].seeders: expected"],
  [`{"torrents":[{"info_hash":"${"a".repeat(40)}","seeders":2147483648}]}`, "torrents[0].seeders: expected"],
  [`{"torrents":[{"info_hash":"${"a".repeat(40)}","seeders":1,"leechers":-1}]}`, "torrents[0].leechers: expected"],
  [
    `{"torrents":[{"info_hash":"${"a".repeat(40)}","seeders":1,"seen_at":"2026-11-20"}]}`,
    "torrents[0].seen_at: expected a time",
  ],
  [`{"torrents":[{"info_hash":"${"a".repeat(40)}","seeders":1,"seen_at":1}]}`, "torrents[0].seen_at: expected a time"],
  [
    `{"torrents":[{"info_hash":"${"a".repeat(40)}","seeders":1,"seen_at":"2026-13-20T12:00:00Z"}]}`,
    "torrents[0].seen_at",
  ],
])("%s is rejected", async (body, message) => {
  using server = served("a");
  const { status, said } = await server.manage("POST", "/swarm", body);
  expect([status, said.code, said.message]).toEqual([400, "INVALID_REQUEST", expect.stringContaining(message)]);
});

test("more than 10,000 torrents are rejected", async () => {
  using server = served("a");
  const { status, said } = await server.manage("POST", "/swarm", { torrents: Array(10_001).fill({}) });
  expect([status, said.message]).toEqual([400, "torrents: expected at most 10000, got 10001"]);
});

test("it is the operator's alone, and takes 10,000 at once", async () => {
  using server = served("a");
  expect((await server.app.handle(new Request("http://t/api/v1/swarm", { method: "POST", body: "{}" }))).status).toBe(
    401,
  );
  const largest = Array.from({ length: 10_000 }, (_, i) => ({
    info_hash: i.toString(16).padStart(64, "0"),
    seeders: i,
    leechers: i,
    seen_at: at(0),
  }));
  expect(await server.push(...largest)).toEqual({ ...OK, unknown: 10_000 });
});

test("what the API's description shows is taken, and answered as it says", async () => {
  using server = served("a");
  const { post } = (await documentOf(server)).paths["/api/v1/swarm"];
  const { status, said } = await server.manage("POST", "/swarm", jsonOf(post.requestBody).example);
  const { schema, example } = jsonOf(post.responses[200]);
  expect([status, said, fits(said, schema)]).toEqual([200, { ...example, updated: 0, unknown: 1 }, true]);
  expect(Object.keys(said)).toEqual(Object.keys(example));
});
