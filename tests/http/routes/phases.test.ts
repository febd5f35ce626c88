import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Said, Served } from "../../support/served.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

const SHOW = plainTorrent("Show", [
  ["S01/e01.mkv", 1000],
  ["S01/e02.mkv", 2000],
  ["S01/e01.nfo", 10],
]);
const MOVIE = plainTorrent("Movie.mkv", 4_294_967_296);
const TORRENTS = { "show.torrent": SHOW, "movie.torrent": MOVIE };

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const ids = (said: Said): number[] => said.matched_torrents.map((torrent: Said) => torrent.torrent_id);

describe("phase 1", () => {
  test("name and size, whatever the folder, the case or the normal form; the whole shape of an answer", async () => {
    using served = new Served({ ...TORRENTS, "cafe.torrent": plainTorrent("x", [["Café.mkv", 77]]) });
    const files = [
      { name: "/home/me/E02.MKV", size: 2000 },
      { name: "D:\\Video\\e01.mkv", size: 1000, sha1: "ignored" },
      { name: "e01.nfo", size: 11 },
      { name: "cafe\u0301.MKV", size: 77 },
    ];
    const said = await served.post("/match/phase1", { user_id: 7, phase: 1, files });
    expect(said).toEqual({
      status: "ok",
      matched_torrents_count: 2,
      truncated: false,
      held_back: 0,
      match: "name",
      matched_torrents: [
        expect.objectContaining({ name: "x", coverage: { files: 1, of_files: 1, bytes: 77, of_bytes: 77 } }),
        {
          torrent_id: served.ids["show.torrent"],
          external_id: null,
          info_hash: expect.stringMatching(/^[0-9a-f]{40}$/),
          name: "Show",
          size: 3010,
          coverage: { files: 2, of_files: 3, bytes: 3000, of_bytes: 3010 },
          seeders: null,
          files: [
            { request_index: 1, path: "Show/S01/e01.mkv", match: "name" },
            { request_index: 0, path: "Show/S01/e02.mkv", match: "name" },
          ],
          torrent_file: base64(SHOW),
        },
      ],
      matched_files_count: 3,
      skipped_torrents: 0,
      ambiguous_sizes: [],
    });
    expect(Object.keys(said.matched_torrents[1]).at(-1)).toBe("torrent_file");
  });

  test("a size alone is no match here, nor a name alone", async () => {
    using served = new Served(TORRENTS);
    const files = [
      { name: "other.mkv", size: 1000 },
      { name: "e01.mkv", size: 1001 },
    ];
    expect(ids(await served.post("/match/phase1", { files }))).toEqual([]);
  });

  test("nothing asked, nothing found", async () => {
    using served = new Served(TORRENTS);
    const said = await served.post("/match/phase1", { files: [] });
    expect([said.status, said.matched_torrents, said.matched_files_count]).toEqual(["ok", [], 0]);
  });
});

describe("phase 2", () => {
  test("size alone, names ignored, every possible pair listed", async () => {
    using served = new Served(TORRENTS);
    const files = [{ size: 1000, name: "e02.mkv" }, { size: 1000 }];
    const said = await served.post("/match/phase2", { phase: 2, files });
    expect([said.match, said.matched_files_count, said.matched_torrents[0].coverage.files]).toEqual(["size", 1, 1]);
    expect(said.matched_torrents[0].files).toEqual([
      { request_index: 0, path: "Show/S01/e01.mkv", match: "size" },
      { request_index: 1, path: "Show/S01/e01.mkv", match: "size" },
    ]);
  });

  test("excluded torrents stay out, in both phases", async () => {
    using served = new Served(TORRENTS);
    const files = [
      { name: "Movie.mkv", size: 4_294_967_296 },
      { name: "e01.mkv", size: 1000 },
    ];
    const exclude_torrent_ids = [served.ids["movie.torrent"], 999_999];
    for (const path of ["/match/phase1", "/match/phase2"]) {
      const said = await served.post(path, { files, exclude_torrent_ids });
      expect([path, ids(said), said.matched_torrents_count]).toEqual([path, [served.ids["show.torrent"]], 1]);
    }
  });

  test("a v2 torrent has an info-hash of 64 digits, the SHA-256 of its info", async () => {
    const v2 = buildTorrent({ name: "v2", version: "v2", files: [{ path: "a.mkv", length: 40_000 }] });
    using served = new Served({ "v2.torrent": v2 });
    const [torrent] = (await served.post("/match/phase2", { files: [{ size: 40_000 }] })).matched_torrents;
    const text = Buffer.from(v2).toString("latin1");
    const info = text.slice(text.indexOf("4:info") + 6, text.lastIndexOf("12:piece layers"));
    expect(torrent.info_hash).toBe(createHash("sha256").update(info, "latin1").digest("hex"));
  });
});

test("a real torrent comes back as it lies on disk, with the info-hash that others give it", async () => {
  const folder = join(import.meta.dir, "../../../node_modules/webtorrent-fixtures/fixtures");
  const torrent = await Bun.file(join(folder, "leaves.torrent")).bytes();
  using served = new Served({ "leaves.torrent": torrent });
  const book = "Leaves of Grass by Walt Whitman.epub";
  const size = Bun.file(join(folder, book)).size;
  const said = await served.post("/match/phase1", { files: [{ name: book, size }] });
  expect(said.matched_torrents[0].info_hash).toBe("d2474e86c95b19b8bcfdb92bc12c9d44667cfa36");
  expect(said.matched_torrents[0].torrent_file).toBe(base64(torrent));
});

describe("the cap", () => {
  const many = Object.fromEntries(
    Array.from({ length: 5 }, (_, i) => [
      `${i}.torrent`,
      plainTorrent(`t${i}`, [
        ["same.mkv", 500],
        ["own", i + 1],
      ]),
    ]),
  );
  const files = [{ name: "same.mkv", size: 500 }];

  test("a client gets the rest by excluding what it has", async () => {
    using served = new Served(many);
    served.set("max_torrents_per_response", "2");
    const got: number[] = [];
    const counts: [number, boolean][] = [];
    do {
      const said = await served.post("/match/phase1", { files, exclude_torrent_ids: got });
      counts.push([said.matched_torrents_count, said.truncated]);
      got.push(...ids(said));
    } while (counts.at(-1)?.[1]);
    expect(counts).toEqual([
      [5, true],
      [3, true],
      [1, false],
    ]);
    expect(got.sort()).toEqual(Object.values(served.ids).sort());
  });

  test("too many files is rejected with the setting's number", async () => {
    using served = new Served(many);
    served.set("max_files_per_request", "3");
    const answer = await served.ask("POST", "/match/phase2", { files: Array(4).fill({ size: -1 }) });
    expect([answer.status, answer.said]).toEqual([
      400,
      { status: "error", code: "TOO_MANY_FILES", message: "Maximum 3 files" },
    ]);
  });
});

describe("a .torrent that cannot be handed out is left out and counted", () => {
  const files = [{ size: 1000 }, { size: 4_294_967_296 }];

  test("gone, cut, or changed without a change of its size", async () => {
    const changed = Buffer.from(SHOW);
    changed[changed.indexOf("e01.mkv")] = 0x78;
    for (const spoil of [
      (served: Served) => served.dir.remove("root/show.torrent"),
      (served: Served) => served.dir.write("root/show.torrent", SHOW.subarray(1)),
      (served: Served) => served.dir.write("root/show.torrent", Buffer.concat([SHOW, Buffer.from("e")])),
      (served: Served) => served.dir.write("root/show.torrent", changed),
    ]) {
      using served = new Served(TORRENTS);
      spoil(served);
      const said = await served.post("/match/phase2", { files });
      expect([ids(said), said.skipped_torrents]).toEqual([[served.ids["movie.torrent"]], 1]);
      expect(said.matched_torrents_count).toBe(2);
      expect((await served.ask("GET", "/health")).said.stats.torrents).toBe(2);
      served.requestLog.stop();
      expect(served.sql("SELECT torrent_id FROM suspects")).toEqual([{ torrent_id: served.ids["show.torrent"] ?? 0 }]);
    }
  });
});

test("an answer of many chunks is whole, whatever the names and sizes of its torrents", async () => {
  const large = buildTorrent({ name: "large", pieceLength: 16, files: [{ path: "a", length: 200_000 }] });
  const torrents: Record<string, Uint8Array> = { "large.torrent": large };
  for (let i = 0; i < 60; i++) {
    const name = `${'ä𝄞"\\'.repeat(i)}${i}`;
    torrents[`${i}.torrent`] = plainTorrent(
      name,
      [
        ["a", 200_000],
        ["b", 7],
      ],
      { source: "x".repeat(i * 997) },
    );
  }
  using served = new Served(torrents);
  const { said, text } = await served.ask("POST", "/match/phase2", { files: [{ size: 200_000 }] });
  expect(said.matched_torrents).toBeArrayOfSize(61);
  for (const torrent of said.matched_torrents) {
    const [name] = Object.entries(served.ids).find(([, id]) => id === torrent.torrent_id) ?? [""];
    expect(torrent.torrent_file === base64(torrents[name] as Uint8Array)).toBe(true);
  }
  expect(served.rows().at(-1)?.bytesOut).toBe(Buffer.byteLength(text));
});

test("a torrent with more possible pairs than are listed says so", async () => {
  const volumes = Array.from({ length: 101 }, (_, i) => [`r${i}`, 50] as const);
  using served = new Served({ "rar.torrent": plainTorrent("rar", volumes) });
  const said = await served.post("/match/phase2", { files: Array(101).fill({ size: 50 }) });
  expect(said.matched_torrents[0].files).toBeArrayOfSize(10_000);
  expect(said.matched_torrents[0].files_truncated).toBe(true);
  expect(said.matched_torrents[0].coverage.files).toBe(101);
});

describe("the logs", () => {
  test("a row for the request and one for the match", async () => {
    using served = new Served(TORRENTS);
    const body = { user_id: "me", files: [{ size: 1000 }, { size: 5 }] };
    const { text } = await served.ask("POST", "/match/phase2?passkey=secret", body);
    expect(served.rows()).toEqual([
      expect.objectContaining({
        ...{ at: 1_700_000_000_000, method: "POST", path: "/match/phase2", status: 200, userId: "me" },
        ...{ bytesIn: JSON.stringify(body).length, bytesOut: Buffer.byteLength(text), files: 2, torrents: 1 },
        error: null,
      }),
    ]);
    expect(served.sql("SELECT user_id, tier, files_asked, files_matched, torrents FROM match_log")).toEqual([
      { user_id: "me", tier: "size", files_asked: 2, files_matched: 1, torrents: 1 },
    ]);
    expect(served.sql("SELECT torrent_id, matched FROM torrent_activity")).toEqual([
      { torrent_id: served.ids["show.torrent"], matched: 1 },
    ]);
  });

  test("a client that hangs up ends the work; what it was given is logged", async () => {
    const heavy = (i: number) => plainTorrent(`t${i}`, 500, { source: "x".repeat(300_000) });
    using served = new Served(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.torrent`, heavy(i)])));
    const request = new Request("http://tracker.example/match/phase2", {
      method: "POST",
      body: JSON.stringify({ files: [{ size: 500 }] }),
    });
    const reader = ((await served.app.handle(request)).body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await reader.cancel();
    const [row] = served.rows();
    expect(row).toEqual(expect.objectContaining({ status: 200, error: "ABORTED" }));
    expect(row?.torrents).toBeLessThan(40);
  });

  test("reading that breaks off leaves whole JSON, and the rest counts as skipped", async () => {
    using served = new Served(TORRENTS);
    served.sql("DROP TABLE locations");
    const { status, said } = await served.ask("POST", "/match/phase2", { files: [{ size: 1000 }, { size: 2000 }] });
    expect([status, said.matched_torrents, said.skipped_torrents]).toEqual([200, [], 1]);
    expect(served.lines.join()).toContain("a response was cut off");
    expect(served.rows()[0]?.error).toBe("SERVER_ERROR: the response was cut off");
  });
});
