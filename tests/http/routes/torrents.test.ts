import { afterAll, describe, expect, test } from "bun:test";
import { fillWords, MANAGE_TOKEN, operator } from "../../support/operator.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Said, Served } from "../../support/served.ts";
import { withStore } from "../../support/with-store.ts";

const SHOW = plainTorrent("Night.Train.S01", [
  ["S01E01.mkv", 1_400_000_000],
  ["S01E02.mkv", 1_350_000_000],
]);
const ASKED = { files: [{ name: "S01E01.mkv", size: 1_400_000_000 }] };

function serve() {
  const served = new Served({
    "show.torrent": SHOW,
    "movie.torrent": plainTorrent("Harvest.mkv", 7, { private: true }),
  });
  fillWords(served);
  return { served, ask: operator(served), [Symbol.dispose]: () => served[Symbol.dispose]() };
}

/** Where `info` starts. */
const INFO = Buffer.from(SHOW).indexOf("4:infod") + 6;
const HASH = new Bun.CryptoHasher("sha1").update(SHOW.subarray(INFO, -1)).digest("hex");

/** For what changes nothing. */
const rejecting = serve();
afterAll(() => rejecting[Symbol.dispose]());

describe("access", () => {
  const ENDPOINTS = [
    ["GET", "/torrents"],
    ["POST", "/torrents/check"],
    ["GET", `/torrents/${HASH}`],
    ["GET", `/torrents/${HASH}/cross-seeds`],
    ["GET", `/torrents/${HASH}/download`],
    ["POST", `/torrents/${HASH}/flag`],
    ["POST", `/torrents/${HASH}/unflag`],
    ["POST", `/torrents/${HASH}/unremove`],
    ["DELETE", `/torrents/${HASH}`],
  ] as const;

  test.each(ENDPOINTS)("%s %s needs a token of scope manage", async (method, path) => {
    using world = serve();
    const { served, ask } = world;
    served.sql("UPDATE tokens SET scopes = 'match,metrics' WHERE name = 'x'");
    const { status, headers } = await served.ask(method, `/api/v1${path}`);
    expect([status, headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="reseeder"']);
    served.sql("UPDATE tokens SET scopes = 'match,metrics'");
    expect((await ask(method, path)).status).toBe(403);
    expect(served.sql("SELECT state FROM torrents")).toEqual([{ state: 0 }, { state: 0 }]);
  });

  test("the log has how many torrents a list, a check and cross-seeds answered", async () => {
    using world = serve();
    await world.ask("GET", "/torrents");
    await world.ask("GET", "/torrents?limit=1");
    await world.ask("POST", "/torrents/check", { info_hashes: [HASH, "00".repeat(20)] });
    await world.ask("GET", `/torrents/${HASH}/cross-seeds`);
    expect(world.served.rows().map(({ torrents }) => torrents)).toEqual([2, 1, 1, 0]);
  });

  test("the log has the token's name, not the token", async () => {
    using world = serve();
    await world.ask("GET", `/torrents/${HASH}`);
    const [row] = world.served.rows();
    expect(row).toMatchObject({ path: `/api/v1/torrents/${HASH}`, userId: "operator", status: 200, torrents: 1 });
    expect(JSON.stringify([world.served.debug, world.served.lines])).not.toContain(MANAGE_TOKEN);
  });
});

describe("the list", () => {
  test("has pages", async () => {
    using world = serve();
    const first = (await world.ask("GET", "/torrents?limit=1")).said;
    expect(first.torrents.map((torrent: Said) => torrent.name)).toEqual(["Harvest.mkv"]);
    const second = (await world.ask("GET", `/torrents?limit=1&cursor=${first.next_cursor}`)).said;
    expect([second.torrents[0].info_hash, second.next_cursor]).toEqual([HASH, null]);
  });

  test("has what is searched for, and says when something cannot be found yet", async () => {
    using world = serve();
    const search = async (q: string) => {
      const { said } = await world.ask("GET", `/torrents?q=${encodeURIComponent(q)}`);
      return [said.torrents.map((torrent: Said) => torrent.name), said.search_complete];
    };
    expect(await search("night s01e02")).toEqual([["Night.Train.S01"], true]);
    expect(await search('"OR harvest')).toEqual([[], true]);
    world.served.sql("UPDATE totals SET searchable = 1");
    expect(await search("nothing")).toEqual([[], false]);
  });

  test.each([
    ["limit=0", 'limit: expected a whole number from 1 to 1000, got "0"'],
    ["limit=1001", 'limit: expected a whole number from 1 to 1000, got "1001"'],
    ["limit=1e2", 'limit: expected a whole number from 1 to 1000, got "1e2"'],
    ["state=gone", 'state: expected one of offered, withheld, missing, flagged, removed, all, got "gone"'],
    ["private=yes", 'private: expected one of 0, 1, got "yes"'],
    ["kind=v3", 'kind: expected one of v1, v2, hybrid, got "v3"'],
    ["min_seeders=-1", 'min_seeders: expected a whole number from 0 to 9007199254740991, got "-1"'],
    ["q=", 'q: expected letters or digits, got ""'],
    ["q=%2A%22", 'q: expected letters or digits, got "*\\""'],
    [`q=${Array.from({ length: 33 }, (_, i) => `w${i}`).join("+")}`, "q: expected at most 32 words, got 33"],
    ["info_hash=abc", 'info_hash: expected 40 or 64 hexadecimal digits, got "abc"'],
    ["external_id=", 'external_id: expected 1 to 64 printable characters without spaces, got ""'],
    ["cursor=abc", 'cursor: expected a next_cursor of this server, got "abc"'],
    [`cursor=${btoa("n5")}&sort=oldest`, "cursor: it belongs to a different sort order"],
    ["state=all&state=all", "state: given twice"],
    ["sate=all", '"sate": unknown parameter; known are limit, cursor, sort, q, state'],
  ])("rejects %s", async (query, message) => {
    const { status, said } = await rejecting.ask("GET", `/torrents?${query}`);
    expect([status, said.code]).toEqual([400, "INVALID_REQUEST"]);
    expect(said.message).toStartWith(message);
  });
});

describe("one torrent", () => {
  test("is found by either name, with its files, a page of them", async () => {
    using world = serve();
    const { said } = await world.ask("GET", `/torrents/${HASH.toUpperCase()}`);
    expect(said).toMatchObject({
      torrent_id: 1,
      info_hash: HASH,
      state: "offered",
      size: 2_750_000_000,
      file_count: 2,
      locations: [world.served.dir.path("root/show.torrent")],
      stored: false,
      files_total: 2,
      files: [
        { path: "Night.Train.S01/S01E01.mkv", size: 1_400_000_000, pad: false },
        { path: "Night.Train.S01/S01E02.mkv", size: 1_350_000_000, pad: false },
      ],
    });
    const page = (await world.ask("GET", "/torrents/1?files_offset=1&files_limit=5")).said;
    expect(page).toEqual({ ...said, files: [said.files[1]] });
  });

  test("is found by the tracker's id where that is said, and a number alone is ours", async () => {
    using world = serve();
    world.served.sql("UPDATE torrents SET external_id = CASE id WHEN 1 THEN '2' ELSE '9' END");
    const idOf = async (path: string) => (await world.ask("GET", `/torrents/${path}`)).said.torrent_id;
    expect([await idOf("2"), await idOf("id:2"), await idOf("external:2")]).toEqual([2, 2, 1]);
    world.served.sql("UPDATE torrents SET external_id = '7/8ü' WHERE id = 2");
    expect(await idOf("external:7%2F8%C3%BC")).toBe(2);
    const { said } = await world.ask("POST", "/torrents/external:2/flag");
    expect(said).toMatchObject({ torrent_id: 1, name: "Night.Train.S01", state: "flagged" });
    world.served.sql("UPDATE torrents SET external_id = '2'");
    const rejected = await world.ask("DELETE", "/torrents/external:2");
    expect([rejected.status, rejected.said.message]).toEqual([
      400,
      'external:2 is the tracker ID of 2 torrents: id:1 "Night.Train.S01", id:2 "Harvest.mkv"',
    ]);
  });

  test.each([
    [
      "/torrents/zz",
      400,
      'torrent: expected an info-hash of 40 or 64 hexadecimal digits, id:N or external:ID, got "zz"',
    ],
    ["/torrents/0", 400, 'torrent: expected an info-hash of 40 or 64 hexadecimal digits, id:N or external:ID, got "0"'],
    ["/torrents/99", 404, "torrent 99: not in the index"],
    [`/torrents/${"0".repeat(64)}`, 404, `torrent ${"0".repeat(64)}: not in the index`],
    ["/torrents/1?files=2", 400, '"files": unknown parameter; known are files_offset, files_limit'],
  ])("%s is answered %d", async (path, status, message) => {
    const answer = await rejecting.ask("GET", path);
    expect([answer.status, answer.said.message]).toEqual([status, message]);
  });
});

describe("check", () => {
  test("ignores unknown fields, however deep within reason", async () => {
    using world = serve();
    const body = { info_hashes: [HASH], unknown: [{ more: [[[1]]] }] };
    expect((await world.ask("POST", "/torrents/check", body)).status).toBe(200);
  });

  test("tells what is in the index from what is not", async () => {
    using world = serve();
    await world.ask("POST", `/torrents/${HASH}/flag`);
    const unknown = ["1".repeat(40), "2".repeat(64)];
    const { said } = await world.ask("POST", "/torrents/check", {
      info_hashes: [unknown[0], HASH, HASH.toUpperCase(), unknown[1]],
    });
    const torrent = { info_hash: HASH, torrent_id: 1, state: "flagged", external_id: null };
    expect(said).toEqual({ torrents: [torrent], unknown });
  });

  test("takes 10,000 and no more", async () => {
    using world = serve();
    const hashes = Array.from({ length: 10_001 }, (_, i) => i.toString(16).padStart(64, "0"));
    const { status, said } = await world.ask("POST", "/torrents/check", { info_hashes: hashes.slice(1) });
    expect([status, said.unknown.length]).toEqual([200, 10_000]);
    const rejected = (await world.ask("POST", "/torrents/check", { info_hashes: hashes })).said;
    expect(rejected.message).toBe("info_hashes: expected at most 10000, got 10001");
  });

  test.each([
    [{ info_hashes: ["x"] }, 'info_hashes[0]: expected 40 or 64 hexadecimal digits, got "x"'],
    [{ info_hashes: [HASH, 7] }, "info_hashes[1]: expected 40 or 64 hexadecimal digits, got 7"],
    [{}, "info_hashes: expected an array, got nothing"],
    [[], "body: expected a JSON object, got an array"],
  ])("rejects %j", async (body, message) => {
    const { status, said } = await rejecting.ask("POST", "/torrents/check", body);
    expect([status, said.message]).toEqual([400, message]);
  });
});

describe("taking off offer", () => {
  const matched = async (served: Served) =>
    (await served.post("/match/phase1", ASKED)).matched_torrents.map((torrent: Said) => torrent.torrent_id);
  const counted = async (served: Served) => (await served.ask("GET", "/health")).said.stats.torrents;

  test("for a while: the next match knows it, in every process", async () => {
    using world = serve();
    const { served, ask } = world;
    expect(await matched(served)).toEqual([1]);
    expect((await ask("POST", `/torrents/${HASH}/flag`)).said).toEqual({
      torrent_id: 1,
      info_hash: HASH,
      name: "Night.Train.S01",
      state: "flagged",
      changed: true,
    });
    expect([await matched(served), await counted(served)]).toEqual([[], 1]);
    expect(withStore(served, (store) => store.torrents.rankingRows([1]))).toEqual([]);
    expect((await ask("POST", "/torrents/1/flag")).said).toMatchObject({ state: "flagged", changed: false });
    expect((await ask("POST", "/torrents/1/unflag")).said).toMatchObject({ state: "offered", changed: true });
    expect([await matched(served), await counted(served)]).toEqual([[1], 2]);
  });

  test("what another process changed is known to the next match", async () => {
    using world = serve();
    expect(await matched(world.served)).toEqual([1]);
    withStore(world.served, (store) => store.write((writer) => writer.remove(1)));
    expect(await matched(world.served)).toEqual([]);
    expect((await world.ask("GET", "/torrents/1")).said.state).toBe("removed");
  });

  test("for good: bytes in the database go, files in folders stay", async () => {
    using world = serve();
    const { served, ask } = world;
    withStore(served, (store) => store.write((writer) => writer.store(1, SHOW, INFO)));
    expect((await ask("GET", "/torrents/1")).said.stored).toBe(true);
    expect((await ask("DELETE", `/torrents/${HASH}`)).said).toMatchObject({ state: "removed", changed: true });
    expect((await ask("DELETE", `/torrents/${HASH}`)).said).toMatchObject({ state: "removed", changed: false });
    expect([await matched(served), await counted(served)]).toEqual([[], 1]);
    const { stored, locations } = (await ask("GET", "/torrents/1")).said;
    expect([stored, await Bun.file(locations[0]).exists()]).toEqual([false, true]);
    expect((await ask("POST", `/torrents/${HASH}/unflag`)).said.state).toBe("removed");
    expect(await matched(served)).toEqual([]);
    expect((await ask("DELETE", `/torrents/${"0".repeat(40)}`)).status).toBe(404);
    expect((await ask("POST", `/torrents/${HASH}/unremove`)).said).toMatchObject({ state: "offered", changed: true });
    expect((await ask("POST", `/torrents/${HASH}/unremove`)).said).toMatchObject({ state: "offered", changed: false });
    expect([await matched(served), await counted(served)]).toEqual([[1], 2]);
  });

  test("waits for a database that is locked for a moment", async () => {
    using world = serve();
    const { served, ask } = world;
    let flagged: ReturnType<typeof ask> | undefined;
    withStore(served, (store) =>
      store.write(() => {
        flagged = ask("POST", "/torrents/1/flag");
      }),
    );
    expect((await flagged)?.said).toMatchObject({ state: "flagged", changed: true });
  });
});

test("cross-seeds are named with what makes them some", async () => {
  using served = new Served({
    "a.torrent": plainTorrent("Show", 5),
    "b.torrent": plainTorrent("Show", 5, { source: "x" }),
  });
  const { said } = await operator(served)("GET", "/torrents/1/cross-seeds");
  expect(said).toMatchObject({ torrent_id: 1, total: 1, truncated: false });
  expect(said.torrents).toMatchObject([{ torrent_id: 2, by: ["pieces_hash", "content_signature"] }]);
});
