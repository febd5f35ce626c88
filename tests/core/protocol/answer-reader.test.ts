import { expect, test } from "bun:test";
import { AnswerReader } from "../../../src/core/protocol/answer-reader.ts";

const HASH = "0123456789abcdef0123456789abcdef01234567";
const entry = (id: number, more: object = {}) => ({
  ...{
    torrent_id: id,
    info_hash: HASH.toUpperCase(),
    name: `t ${id} "é" \\`,
    torrent_file: btoa(`d${"x".repeat(id)}e`),
  },
  ...more,
});

/** What a reader makes of a text that comes in parts of so many bytes. */
function read(text: string | Uint8Array, part = 1_000_000, maxTorrents = 100) {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const reader = new AnswerReader(maxTorrents);
  const torrents = [];
  for (let at = 0; at < bytes.length; at += part) {
    // Whoever sends may write over what was taken.
    const lent = Uint8Array.from(bytes.subarray(at, at + part));
    torrents.push(...reader.take(lent));
    lent.fill(0x22);
  }
  return { torrents, end: reader.end() };
}
const idsOf = ({ torrents }: ReturnType<typeof read>) => torrents.map(({ torrentId }) => torrentId);

test("comes to the same however the text is cut into parts", () => {
  const said = {
    ...{ pages: [{ matched_torrents: [entry(90)] }], status: "ok", note: 'a "matched_torrents": [' },
    matched_torrents: [entry(1, { files: [{ path: 'a]}"', torrent_file: "AAAA" }], seeders: 0 }), entry(2), entry(300)],
    ...{ truncated: true, skipped_torrents: 3, held_back: 4 },
  };
  for (const text of [JSON.stringify(said), JSON.stringify(said, null, "\t"), `\ufeff${JSON.stringify(said)}\n`]) {
    const whole = read(text);
    expect(whole.torrents.map(({ torrent }) => Buffer.from(torrent).toString())).toEqual(
      [1, 2, 300].map((id) => `d${"x".repeat(id)}e`),
    );
    expect(whole.torrents[0]).toMatchObject({ torrentId: 1, infoHash: HASH, name: 't 1 "é" \\', seeders: 0 });
    expect(whole.end).toEqual({ truncated: true, malformed: 0, skipped: 3, heldBack: 4 });
    for (let part = 1; part < 40; part++) expect(read(text, part)).toEqual(whole);
  }
});

test("base64 with escapes is read as JSON has it, and a member that only looks like it is none", () => {
  const bytes = Uint8Array.from({ length: 60 }, (_, i) => 250 - (i % 6));
  const text = Buffer.from(bytes).toString("base64");
  expect(text).toMatch(/[+/].*[+/]/);
  const escaped = text.replaceAll("/", "\\/").replaceAll("+", "\\u002b");
  const json = JSON.stringify({ status: "ok", matched_torrents: [entry(7, { torrent_file: "@" })] });
  expect(read(json.replace("@", escaped)).torrents[0]?.torrent).toEqual(bytes);
  const odd = entry(8, { 'x,"torrent_file"': "AAAA", 'x"torrent_file': "AAAA", y: '{"torrent_file":', z: "AAAA" });
  expect(
    Buffer.from(read(JSON.stringify({ status: "ok", matched_torrents: [odd] })).torrents[0]?.torrent ?? []),
  ).toEqual(Buffer.from("dxxxxxxxxe"));
});

test("entries without the protocol's form are counted, and no more are taken than were promised", () => {
  const odd = [null, 7, [entry(1)], "x", {}, entry(2, { torrent_file: "%" }), entry(3, { info_hash: "xyz" })];
  const more = [entry(4, { torrent_file: 5 }), entry(5, { torrent_id: -1 }), entry(6, { name: "n".repeat(300_000) })];
  const answer = read(JSON.stringify({ status: "ok", matched_torrents: [...odd, ...more, entry(9)] }));
  expect(idsOf(answer)).toEqual([9]);
  expect(answer.end).toMatchObject({ malformed: 10, truncated: false });
  const many = read(JSON.stringify({ status: "ok", matched_torrents: [1, 2, 3, 4].map((id) => entry(id)) }), 9, 3);
  expect(idsOf(many)).toEqual([1, 2, 3]);
  expect(many.end).toMatchObject({ malformed: 0, truncated: true });
  expect(read('{"status":"ok","matched_torrents":[ ]}').end).toMatchObject({ malformed: 0, truncated: false });
});

test("what is no answer is none: another status, another form, broken off, nested without end", () => {
  const whole = JSON.stringify({ status: "ok", matched_torrents: [entry(1)] });
  expect(read(whole).end).not.toBeNull();
  for (let end = 0; end < whole.length; end++) expect(read(whole.slice(0, end)).end).toBeNull();
  const others = ['{"status":"error","matched_torrents":[]}', '{"status":"ok","matched_torrents":{}}', "[]", "null"];
  const broken = [`${whole}}`, `${whole}{}`, `]${whole}`, "[".repeat(100_000), '{"matched_torrents":[]}', "<html>"];
  const padded = JSON.stringify({ status: "ok", matched_torrents: [], x: "x".repeat(300_000) });
  for (const text of [...others, ...broken, padded]) expect(read(text).end).toBeNull();
  expect(
    read(Buffer.from([...Buffer.from(whole.slice(0, -1)), 0x2c, 0x22, 0xff, 0x22, 0x3a, 0x30, 0x7d])).end,
  ).toBeNull();
});

test("torrents are those of matched_torrents alone, whatever else lies beside or in them", () => {
  const { torrent_file: file, ...without } = entry(2);
  const list = [entry(1), without, { ...entry(3), list: [1, 2], object: { torrent_file: file }, seeders: 5 }, entry(4)];
  const beside = { other: [entry(50)], object: { matched_torrents: [entry(51)], torrent_id: 52 } };
  for (const said of [
    { status: "ok", ...beside, matched_torrents: list },
    { matched_torrents: list, ...beside, status: "ok" },
  ]) {
    const answer = read(JSON.stringify(said));
    expect(idsOf(answer)).toEqual([1, 3, 4]);
    // None has the .torrent of the one before it.
    expect(answer.torrents.map(({ torrent }) => torrent.length)).toEqual([3, 5, 6]);
    expect(answer.torrents[1]?.seeders).toBe(5);
    expect(answer.end).toEqual({ truncated: false, malformed: 1, skipped: 0, heldBack: 0 });
  }
});

test("counts that are none are 0", () => {
  const counted = (said: unknown) =>
    read(JSON.stringify({ status: "ok", matched_torrents: [], skipped_torrents: said, held_back: said })).end;
  for (const said of [-1, 1.5, "3", null, [4], 2 ** 53])
    expect(counted(said)).toMatchObject({ skipped: 0, heldBack: 0 });
  expect(counted(1)).toMatchObject({ skipped: 1, heldBack: 1 });
});
