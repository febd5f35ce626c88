import { expect, test } from "bun:test";
import { hashToken, tokenOf } from "../../../src/core/access/token.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { documentOf, fits, jsonOf } from "../../support/openapi.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Said, Served } from "../../support/served.ts";

const TORRENT = plainTorrent("Night.Train", 5);
const HASH = Buffer.from(parseMetainfo(TORRENT).infoHashV1 ?? []).toString("hex");
const OTHER = "00".repeat(20);
const PATH = "/api/v1/history";

function token(served: Served, scope: "match" | "manage"): Record<string, string> {
  const made = tokenOf(Buffer.alloc(32, scope));
  const store = Store.open(served.path);
  const row = { name: scope, hash: hashToken(made), scopes: [scope], createdAt: 1, expiresAt: null };
  store.write(() => store.tokens.add(row));
  store.close();
  return { authorization: `Bearer ${made}` };
}

const rowsOf = (served: Served): Said[] =>
  served.sql(
    "SELECT user_id AS user, lower(hex(info_hash)) AS hash, at, source FROM history ORDER BY user_id, info_hash",
  );

test("entries in JSON: what is wrong with one keeps no other out", async () => {
  using served = new Served({ "a.torrent": TORRENT });
  const headers = token(served, "manage");
  const entries = [
    { user_id: "alice", info_hash: HASH, time: 1_623_053_350 },
    { user_id: 7, info_hash: OTHER },
    null,
    { user_id: "alice", info_hash: "x" },
    { user_id: "alice", info_hash: HASH, time: "2021-06-07T08:09:09Z" },
  ];
  const { status, said } = await served.ask("POST", PATH, { entries }, { headers });
  expect([status, said]).toEqual([
    200,
    {
      status: "ok",
      added: 2,
      known: 1,
      not_indexed: 1,
      rejected_count: 2,
      rejected: [
        { index: 2, message: "expected an object, got null" },
        { index: 3, message: 'info_hash: expected 40 or 64 hexadecimal digits, got "x"' },
      ],
    },
  ]);
  expect(rowsOf(served)).toEqual([
    { user: "7", hash: OTHER, at: null, source: "import" },
    { user: "alice", hash: HASH, at: 1_623_053_349_000, source: "import" },
  ]);
});

test("lines of CSV, in pieces, more than one transaction of them", async () => {
  using served = new Served({ "a.torrent": TORRENT });
  const headers = { ...token(served, "manage"), "content-type": "text/csv; charset=utf-8" };
  const lines = ["user_id,info_hash", ...Array.from({ length: 2_500 }, (_, i) => `u${i},${HASH}`), "bad"];
  const bytes = Buffer.from(lines.join("\n"));
  const body = new ReadableStream({
    start(controller) {
      for (let i = 0; i < bytes.length; i += 999) controller.enqueue(bytes.subarray(i, i + 999));
      controller.close();
    },
  });
  const { said } = await served.ask("POST", PATH, body, { headers });
  expect(said).toEqual({
    ...{ status: "ok", added: 2_500, known: 0, not_indexed: 0, rejected_count: 1 },
    rejected: [{ line: 2_502, message: expect.stringContaining("got 1 fields") }],
  });
  expect(rowsOf(served)).toHaveLength(2_500);
  expect(served.rows()[0]).toMatchObject({ path: PATH, status: 200, bytesIn: bytes.length, userId: "manage" });
});

test("is for who has a token of the operator, and only for what is a history", async () => {
  using served = new Served();
  const body = { entries: [] };
  expect((await served.ask("POST", PATH, body)).status).toBe(401);
  expect((await served.ask("POST", PATH, body, { headers: token(served, "match") })).status).toBe(403);
  const headers = token(served, "manage");
  const said = async (body: unknown, more = {}) => {
    const { status, said } = await served.ask("POST", PATH, body, { headers: { ...headers, ...more } });
    return [status, said.code ?? said.status, said.message];
  };
  expect(await said(body)).toEqual([200, "ok", undefined]);
  expect(await said({})).toEqual([400, "INVALID_REQUEST", "entries: expected an array, got nothing"]);
  expect(await said({ entries: Array(10_001).fill(0) })).toEqual([
    ...[400, "INVALID_REQUEST", "entries: expected at most 10000, got 10001"],
  ]);
  expect((await said({ ...body, unknown: [[[[1]]]] }))[0]).toBe(200);
  expect((await said({ ...body, unknown: JSON.parse("[".repeat(40) + "]".repeat(40)) }))[0]).toBe(400);
  served.set("max_body_bytes", "1024");
  for (const type of ["text/csv", "application/json"]) {
    expect((await said("x".repeat(2_000), { "content-type": type })).slice(0, 2)).toEqual([413, "BODY_TOO_LARGE"]);
  }
  expect(rowsOf(served)).toEqual([]);
});

test("the document's example is taken, and answered as it says", async () => {
  using served = new Served();
  const { post } = (await documentOf(served)).paths[PATH];
  const headers = token(served, "manage");
  const { example, schema } = jsonOf(post.requestBody);
  const { said } = await served.ask("POST", PATH, example, { headers });
  expect(said).toMatchObject({ status: "ok", added: 1, not_indexed: 1, rejected_count: 0 });
  const bad = await served.ask("POST", PATH, { entries: [...example.entries, { info_hash: "x" }] }, { headers });
  const told = jsonOf(post.responses[200]);
  expect([bad.said, fits(bad.said, told.schema)]).toEqual([bad.said, true]);
  expect(Object.keys(bad.said)).toEqual(Object.keys(told.example));
  expect([fits(example, schema), Object.keys(bad.said.rejected[0])]).toEqual([true, ["index", "message"]]);
  const csv = post.requestBody.content["text/csv"];
  const again = await served.ask("POST", PATH, csv.example, { headers: { ...headers, "content-type": "text/csv" } });
  expect(again.said).toMatchObject({ status: "ok", added: 0, known: 1, rejected_count: 0 });
  expect(Object.keys(post.responses).sort()).toEqual([
    "200",
    "400",
    "401",
    "403",
    "408",
    "413",
    "421",
    "429",
    "500",
    "503",
  ]);
});
