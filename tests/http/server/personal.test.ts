import { describe, expect, test } from "bun:test";
import bencode from "bencode";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Said, Served } from "../../support/served.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

const KEY = "feedfacefeedfacefeedfacefeedface";
const THEIRS = "0123456789abcdef0123456789abcdef";
const URLS = "https://t.example/announce?passkey={passkey}|udp://t.example:6969/announce/{passkey}";
const WANTED = [[`https://t.example/announce?passkey=${KEY}`], [`udp://t.example:6969/announce/${KEY}`]];
const announce = `https://old.example/${THEIRS}/announce`;
const TORRENTS = {
  "a.torrent": plainTorrent("a", [["x.mkv", 40_000]], { announce, outer: { nodes: [["192.0.2.1", 1]] } }),
  "b.torrent": buildTorrent({ name: "b", version: "v2", announce, files: [{ path: "x.mkv", length: 40_000 }] }),
  "c.torrent": buildTorrent({ name: "c", version: "hybrid", announce, files: [{ path: "x.mkv", length: 40_000 }] }),
};
const FILES = [{ name: "x.mkv", size: 40_000 }];
const filesOf = (said: Said): Uint8Array[] =>
  said.matched_torrents.map((torrent: Said) => Buffer.from(torrent.torrent_file, "base64"));

test("without announce_urls the files go out as they lie there", async () => {
  using served = new Served(TORRENTS);
  const said = await served.post("/match/phase1", { files: FILES, passkey: KEY });
  const sent = filesOf(said).map((bytes) => Buffer.from(bytes).toString("base64"));
  expect(sent.sort()).toEqual(
    Object.values(TORRENTS)
      .map((bytes) => Buffer.from(bytes).toString("base64"))
      .sort(),
  );
});

test.each(["/match/phase1", "/match/phase2"])(
  "%s: every torrent announces with the user's passkey alone",
  async (path) => {
    using served = new Served(TORRENTS);
    served.set("announce_urls", URLS);
    const said = await served.post(path, { files: FILES, passkey: KEY });
    expect([said.matched_torrents_count, said.skipped_torrents]).toEqual([3, 0]);
    for (const [index, bytes] of filesOf(said).entries()) {
      const { announce, infoHashV1, infoHashV2 } = parseMetainfo(bytes);
      expect(announce).toEqual(WANTED);
      const hash = Buffer.from((infoHashV1 ?? infoHashV2) as Uint8Array).toString("hex");
      expect(said.matched_torrents[index].info_hash).toBe(hash);
      expect(Buffer.from(bytes).toString("latin1")).not.toContain(THEIRS);
    }
    served.rows();
    served.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    const kept = (await Bun.file(served.path).text()) + served.lines.join() + JSON.stringify(served.debug);
    expect(kept).not.toContain(KEY);
  },
);

describe("no file goes out by mistake", () => {
  test("without a passkey, or with one that no tracker gives out", async () => {
    using served = new Served(TORRENTS);
    served.set("announce_urls", URLS);
    const { status, said } = await served.ask("POST", "/match/phase1", { files: FILES });
    expect([status, said.code]).toEqual([401, "UNAUTHORIZED"]);
    const evil = `${KEY}&x=1`;
    const rejected = await served.ask("POST", "/match/phase1", { files: FILES, passkey: evil });
    expect([rejected.status, rejected.text.includes(KEY)]).toEqual([400, false]);
    expect((await served.ask("POST", "/match/handshake", {})).status).toBe(200);
  });

  test("with addresses that make no sense", async () => {
    using served = new Served(TORRENTS);
    served.set("announce_urls", "https://t.example/{pass}");
    const { status, text } = await served.ask("POST", "/match/phase1", { files: FILES, passkey: KEY });
    expect([status, text.includes("matched_torrents")]).toEqual([500, false]);
    expect(served.lines[0]).toBe(
      "warn: setting announce_urls: address 1: expected no braces except those of {passkey}; no torrents are handed out",
    );
  });
});

test("the passkey of a trusted proxy goes before that of the body, that of anybody else does not count", async () => {
  using served = new Served(TORRENTS);
  served.set("announce_urls", URLS);
  const other = "beefbeefbeefbeefbeefbeefbeefbeef";
  const ask = async (peer: string, body: object) => {
    const headers = { "x-reseeder-passkey": KEY };
    const { status, said } = await served.ask("POST", "/match/phase1", { files: FILES, ...body }, { peer, headers });
    return status === 200 ? parseMetainfo(filesOf(said)[0] as Uint8Array).announce[0]?.[0] : status;
  };
  expect(await ask("127.0.0.1", { passkey: other })).toBe(WANTED[0]?.[0]);
  expect(await ask("127.0.0.1", {})).toBe(WANTED[0]?.[0]);
  expect(await ask("203.0.113.9", { passkey: other })).toContain(other);
  expect(await ask("203.0.113.9", {})).toBe(401);
});

test("users who ask at the same time get their own", async () => {
  using served = new Served(TORRENTS);
  served.set("announce_urls", URLS);
  const keys = Array.from({ length: 20 }, (_, i) => `user-number-${i}-key`);
  const answers = await Promise.all(keys.map((passkey) => served.post("/match/phase1", { files: FILES, passkey })));
  for (const [index, said] of answers.entries()) {
    for (const bytes of filesOf(said)) expect(parseMetainfo(bytes).announce[1]?.[0]).toEndWith(`/${keys[index]}`);
  }
});

test("comment_url is filled with the tracker's own id where that is known, which the answer tells too", async () => {
  using served = new Served(TORRENTS);
  served.set("announce_urls", URLS);
  served.set("comment_url", "https://t.example/torrents/{id}?h={info_hash}");
  served.sql("UPDATE torrents SET external_id = '4711' WHERE id = ?", served.ids["a.torrent"] ?? 0);
  const said = await served.post("/match/phase1", { files: FILES, passkey: KEY });
  const comments = said.matched_torrents.map(({ name, external_id, torrent_file, info_hash }: Said) => {
    const { comment } = bencode.decode(Buffer.from(torrent_file, "base64"));
    return [name, external_id, comment && new TextDecoder().decode(comment).replace(info_hash, "HASH")];
  });
  expect(comments.sort()).toEqual([
    ["a", "4711", "https://t.example/torrents/4711?h=HASH"],
    ["c", null, undefined],
    ["x.mkv", null, undefined],
  ]);
});
