import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { TAR_END, tarEntry } from "../../../src/core/archive/tar-writer.ts";
import { ZipWriter } from "../../../src/core/archive/zip-writer.ts";
import { nativeCrc32 } from "../../../src/core/hashing/native-digests.ts";
import { bytesToHex } from "../../../src/core/hex.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { documentOf, fits, jsonOf } from "../../support/openapi.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { pusher } from "../../support/pusher.ts";
import { type Said, Served } from "../../support/served.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

type Files = Readonly<Record<string, Uint8Array>>;

function tarOf(files: Files): Buffer {
  return Buffer.concat([...Object.entries(files).flatMap(([name, bytes]) => [...tarEntry(name, bytes)]), TAR_END]);
}

function zipOf(files: Files): Buffer {
  const zip = new ZipWriter(nativeCrc32);
  const parts = Object.entries(files).flatMap(([name, bytes]) => [...zip.add(name, bytes)]);
  return Buffer.concat([...parts, ...zip.finish()]);
}

/** A body that comes in small pieces, and no further than `end` says. */
function piecewise(bytes: Uint8Array, size = 1000, end: "whole" | Error = "whole"): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at + size));
      else if (end === "whole") controller.close();
      else controller.error(end);
      at += size;
    },
  });
}

const hashOf = (bytes: Uint8Array) => bytesToHex(parseMetainfo(bytes).infoHashV1 as Uint8Array);
const [a, b, c] = ["a", "b", "c"].map((name) => plainTorrent(`${name}.mkv`, 5000 + name.charCodeAt(0))) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const bad = Buffer.from("d4:infod6:lengthi1eee");

async function matched(served: Served, name: string, size: number): Promise<Said[]> {
  return (await served.post("/match/phase1", { files: [{ name, size }] })).matched_torrents;
}

describe("one torrent", () => {
  test("is put in, found and handed out, and the second time it is known", async () => {
    using served = new Served();
    const push = pusher(served);
    const first = await push(a, { query: "?external_id=4711" });
    const entry = { name: "body", torrent_id: 1, info_hash: hashOf(a), external_id: "4711" };
    expect([first.status, first.said]).toEqual([
      200,
      {
        status: "ok",
        added: 1,
        returned: 0,
        known: 0,
        removed: 0,
        rejected: 0,
        torrents: [{ ...entry, outcome: "added" }],
      },
    ]);
    const [found] = await matched(served, "a.mkv", 5097);
    expect(found).toMatchObject({ torrent_id: 1, info_hash: hashOf(a) });
    expect(hashOf(Buffer.from(found.torrent_file, "base64"))).toBe(hashOf(a));
    const second = await push(a, { headers: { "x-reseeder-external-id": "4712" } });
    expect(second.said).toMatchObject({ added: 0, known: 1, torrents: [{ outcome: "known", external_id: "4712" }] });
    expect(served.sql("SELECT external_id, external_id_given FROM torrents")).toEqual([
      { external_id: "4712", external_id_given: 1 },
    ]);
  });

  test("that has another torrent's id of the tracker is told so", async () => {
    using served = new Served();
    const push = pusher(served);
    const as = (id: string) => ({ headers: { "x-reseeder-external-id": id } });
    expect((await push(a, as("7"))).said.torrents[0]).not.toHaveProperty("external_id_also_of");
    expect((await push(b, as("7"))).said.torrents).toMatchObject([{ torrent_id: 2, external_id_also_of: 1 }]);
    expect((await push(b, as("8"))).said.torrents[0]).not.toHaveProperty("external_id_also_of");
  });

  test("that is bad is rejected with its reason; an id that is none, too", async () => {
    using served = new Served();
    const push = pusher(served);
    const rejected = async (body: unknown, more = {}) => {
      const { status, said } = await push(body, more);
      expect([status, said.code]).toEqual([400, "INVALID_REQUEST"]);
      return said.message;
    };
    expect(await rejected(bad)).toBe("body: PIECES_MISSING: info has no pieces");
    expect(await rejected("hello")).toStartWith("archive: expected a .torrent, a TAR");
    expect(await rejected("")).toContain("got nothing");
    // As a scan, a folder and an archive say of the same file.
    expect(await rejected(gzipSync(a))).toStartWith("body: NOT_A_TORRENT: the file is compressed with gzip");
    expect((await push(tarOf({ "a.torrent": gzipSync(a) }))).said.torrents).toMatchObject([
      { outcome: "rejected", code: "NOT_A_TORRENT", message: expect.stringContaining("compressed with gzip") },
    ]);
    expect(await rejected(a, { query: "?external_id=a%20b" })).toStartWith("external_id: expected 1 to 64");
    expect(await rejected(tarOf({ "a.torrent": a }), { query: "?external_id=7" })).toContain("not a single .torrent");
    expect(await rejected(gzipSync(gzipSync(a)))).toContain("got gzip inside gzip");
    expect(served.sql("SELECT count(*) AS n FROM torrents")).toEqual([{ n: 0 }]);
  });

  test("wants a token with the scope manage, before the body is read", async () => {
    using served = new Served();
    const { status, said } = await served.ask("POST", "/api/v1/torrents", a);
    expect([status, said.code]).toEqual([401, "UNAUTHORIZED"]);
  });

  test("that was removed stays so, and nothing of it is stored; one that is flagged stays flagged", async () => {
    using served = new Served({ "a.torrent": a, "b.torrent": b });
    const push = pusher(served);
    const rows = () => served.sql("SELECT id, state, external_id AS external FROM torrents ORDER BY id");
    served.sql("UPDATE torrents SET state = 4 WHERE id = 1");
    served.sql("UPDATE torrents SET state = 2 WHERE id = 2");
    served.sql("UPDATE totals SET torrents = 0, files = 0, payload = 0, flagged = 1, removed = 1");
    const before = rows();
    const { said } = await push(tarOf({ "a.torrent": a, "b.torrent": b }));
    expect(said).toMatchObject({ added: 0, returned: 0, known: 1, removed: 1 });
    expect(said.torrents[0]).toMatchObject({ outcome: "removed", torrent_id: 1, info_hash: hashOf(a) });
    const alone = await push(a, { query: "?external_id=9" });
    expect([alone.status, alone.said.removed]).toEqual([200, 1]);
    expect(rows()).toEqual(before);
    expect(served.sql("SELECT torrent_id FROM stored_torrents")).toEqual([{ torrent_id: 2 }]);
    expect((await matched(served, "b.mkv", 5098)).length).toBe(0);
    expect((await matched(served, "a.mkv", 5097)).length).toBe(0);
  });
});

describe("an archive", () => {
  const files = { "16.torrent": a, "x/17.torrent": b, "read.me": bad, "18.torrent": bad };
  const named = [
    { name: "18.torrent", outcome: "rejected", code: "PIECES_MISSING", message: "info has no pieces" },
    { name: "16.torrent", outcome: "added", torrent_id: 1, info_hash: hashOf(a), external_id: "16" },
    { name: "x/17.torrent", outcome: "added", torrent_id: 2, info_hash: hashOf(b), external_id: "17" },
  ];
  const said = { status: "ok", added: 2, returned: 0, known: 0, removed: 0, rejected: 1, torrents: named };
  const lines = [a, b].map((each, i) => `${hashOf(each)}\t${Buffer.from(each).toString("hex")}\t${i + 16}\n`).join("");

  test.each([
    ["tar", tarOf(files)],
    ["tar.gz", gzipSync(tarOf(files))],
    ["zip", zipOf(files)],
  ])("%s, in pieces, whatever the content type says", async (_, archive) => {
    using served = new Served();
    const push = pusher(served);
    const answer = await push(piecewise(archive), { headers: { "content-type": "application/json" } });
    expect(answer.said).toEqual(said);
    // What a ZIP was kept in is gone.
    expect(readdirSync(served.dir.root).filter((name) => !/^(root|reseeder\.db(-wal|-shm)?)$/.test(name))).toEqual([]);
    expect((await matched(served, "b.mkv", 5098)).length).toBe(1);
    expect((await push(archive)).said).toMatchObject({ added: 0, known: 2, rejected: 1 });
  });

  test("lines of a dump; a hash that is another torrent's is rejected", async () => {
    using served = new Served();
    const wrong = `${hashOf(a)}\t${Buffer.from(c).toString("hex")}\n`;
    const answer = await pusher(served)(lines + wrong);
    expect(answer.said).toMatchObject({ added: 2, rejected: 1 });
    expect(answer.said.torrents[0]).toMatchObject({ code: "INFO_HASH_MISMATCH", outcome: "rejected" });
    expect(answer.said.torrents[2]).toMatchObject({ external_id: "17", info_hash: hashOf(b) });
  });

  test("that breaks off is rejected, and what came before is in", async () => {
    using served = new Served();
    const push = pusher(served);
    const whole = tarOf({ "a.torrent": a, "b.torrent": b });
    const cut = await push(piecewise(whole.subarray(0, 1600)));
    expect([cut.status, cut.said.message]).toEqual([
      400,
      'archive: cut off at byte 1600 inside "b.torrent", before the end mark of a TAR; imported before that: 1 torrent',
    ]);
    const broken = await push(piecewise(whole.subarray(0, 1600), 800, new Error("gone")));
    expect([broken.status, broken.said.message]).toEqual([400, "body: ended early; imported before that: 1 torrent"]);
    const gz = gzipSync(whole);
    expect((await push(gz.subarray(0, gz.length - 20))).said.message).toStartWith("archive: the gzip is damaged");
    expect((await push(zipOf({ "a.torrent": a }).subarray(0, 100))).said.message).toContain("end record is missing");
    expect(served.sql("SELECT count(*) AS n FROM torrents")).toEqual([{ n: 1 }]);
  });

  test("of gzip that unpacks to far too much is given up", async () => {
    using served = new Served();
    const entries = Array(20)
      .fill([...tarEntry("x.bin", new Uint8Array(1_000_000))])
      .flat();
    // Several members one after another are one gzip (RFC 1952, 2.2).
    const member = gzipSync(Buffer.concat(entries));
    const { status, said } = await pusher(served)(Buffer.concat(Array(20).fill(member)));
    expect([status, said.message]).toEqual([400, expect.stringMatching(/bytes of gzip unpack to more than \d+$/)]);
  });

  test("larger than max_push_bytes is too large, announced or not", async () => {
    using served = new Served();
    const push = pusher(served);
    served.set("max_push_bytes", "2048");
    const archive = tarOf({ "a.torrent": a, "b.torrent": b, "c.torrent": c });
    for (const body of [archive, piecewise(archive, 512)]) {
      const { status, said } = await push(body, body === archive ? { headers: { "content-length": "9999" } } : {});
      expect([status, said.code]).toEqual([413, "BODY_TOO_LARGE"]);
      expect(said.message).toStartWith("Maximum 2048 bytes");
    }
  });

  test("of very many names a thousand, the rejected ones first", async () => {
    using served = new Served();
    const many = Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [`${i}.torrent`, i < 1190 ? a : bad]));
    const { said } = await pusher(served)(tarOf(many));
    expect(said).toMatchObject({ added: 1, known: 1189, rejected: 10, torrents_truncated: true });
    expect(said.torrents.length).toBe(1000);
    expect(said.torrents.slice(0, 10).every((each: Said) => each.outcome === "rejected")).toBe(true);
  });
});

test("no passkey is anywhere in the database afterwards, nor in its log", async () => {
  using served = new Served();
  const keys = ["0123456789abcdef0123456789abcdef", "7c9e6679-7425-40de-944b-e07fc1f90ae7", `${"f".repeat(39)}0`];
  const torrents = keys.map((key, i) =>
    plainTorrent(`m${i}`, 5000 + i, {
      announce: `https://t.example/${key}/announce`,
      outer: {
        "announce-list": [
          [`https://t.example/announce?passkey=${key}`],
          [`udp://t.example/announce/${key}`, "udp://open.example:80"],
        ],
        comment: `https://t.example/download.php?id=7&passkey=${key} ${key}`,
        "created by": key,
        publisher: key,
        "url-list": [`https://t.example/${key}/`],
        libtorrent_resume: key,
      },
    }),
  );
  const { said } = await pusher(served)(tarOf(Object.fromEntries(torrents.map((each, i) => [`${i}.torrent`, each]))));
  expect(said.added).toBe(3);
  served.sql("PRAGMA wal_checkpoint(TRUNCATE)");
  const database = readFileSync(served.path).toString("latin1").toLowerCase();
  // Or nothing was looked at.
  expect(database.includes("udp://open.example:80")).toBe(true);
  for (const key of keys) {
    expect([key, database.includes(key), database.includes(key.replaceAll("-", ""))]).toEqual([key, false, false]);
    expect(served.lines.join("\n")).not.toContain(key);
  }
  expect((await matched(served, "m1", 5001)).length).toBe(1);
});

test("a database that another process writes to is waited for", async () => {
  using served = new Served();
  const push = pusher(served);
  const { Database } = await import("bun:sqlite");
  const other = new Database(served.path);
  other.run("BEGIN IMMEDIATE");
  const pushing = push(a);
  // It has been tried at least once when a request that came later is answered.
  await served.ask("GET", "/health");
  other.run("COMMIT");
  other.close();
  expect((await pushing).said.added).toBe(1);
});

test("the document's example fits its schema, and so do real answers", async () => {
  using served = new Served();
  const push = pusher(served);
  const { responses } = (await documentOf(served)).paths["/api/v1/torrents"].post;
  const { schema, example } = jsonOf(responses[200]);
  expect(fits(example, schema)).toBe(true);
  const many = Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`${i}.torrent`, i > 0 ? a : bad]));
  for (const body of [a, tarOf({ "1.torrent": b, "2.torrent": bad }), tarOf(many)]) {
    expect(fits((await push(body)).said, schema)).toBe(true);
  }
  const rejection = jsonOf(responses[400]);
  const { status, said } = await push(bad);
  expect([status, fits(said, rejection.schema)]).toEqual([400, true]);
  expect(Object.keys(rejection.examples)).toContain(said.code);
});
