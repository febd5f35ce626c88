import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { Served } from "../../support/served.ts";

const TORRENT = plainTorrent("Movie.mkv", 1000);
const HASH = bytesToHex(parseMetainfo(TORRENT).infoHashV1 as Uint8Array);

test("the documented form is stored as it came and feeds the statistics", async () => {
  using served = new Served({ "a.torrent": TORRENT });
  const body = `{ "user_id": 7, "confirmed": [{"info_hash":"${HASH.toUpperCase()}","pieces_verified":12}],"rejected":[{"info_hash":"${"0".repeat(40)}"}]}`;
  const { status, text } = await served.ask("POST", "/match/report", body, { peer: "192.0.2.7" });
  expect([status, text]).toEqual([200, '{"status":"ok"}']);
  expect(served.sql("SELECT user_id, client, bytes, confirmed, rejected, body FROM reports")).toEqual([
    { user_id: "7", client: "192.0.2.7", bytes: body.length, confirmed: 1, rejected: 1, body },
  ]);
  expect(served.sql("SELECT torrent_id, confirmed, rejected FROM torrent_activity")).toEqual([
    { torrent_id: served.ids["a.torrent"], confirmed: 1, rejected: 0 },
  ]);
  expect(served.sql("SELECT reports, confirmed, rejected FROM daily WHERE reports > 0")).toEqual([
    { reports: 1, confirmed: 1, rejected: 1 },
  ]);
  expect(served.rows()[0]?.userId).toBe("7");
});

test("any other JSON is kept as it came", async () => {
  using served = new Served();
  const bodies = ["null", "1.50", '"é𝄞\\ud800"', " [ ]", '{"a":1,"a":2}', '{"user_id":{"x":1},"confirmed":7}'];
  for (const body of bodies) expect(await served.post("/match/report", body)).toEqual({ status: "ok" });
  expect(served.sql("SELECT body FROM reports ORDER BY id").map(({ body }) => body)).toEqual(bodies);
});

test("what is no JSON, too deep or too large is rejected and not stored", async () => {
  using served = new Served();
  served.set("max_report_bytes", "2000");
  const answers = [];
  for (const body of ["", "{", "[".repeat(300), `"${"x".repeat(1999)}"`]) {
    const { status, said } = await served.ask("POST", "/match/report", body);
    answers.push([status, said.code]);
  }
  expect(answers).toEqual([
    [400, "INVALID_REQUEST"],
    [400, "INVALID_REQUEST"],
    [400, "INVALID_REQUEST"],
    [413, "BODY_TOO_LARGE"],
  ]);
  expect(served.sql("SELECT * FROM reports")).toEqual([]);
});

test("the oldest bodies go when the setting says so, their counts stay", async () => {
  using served = new Served();
  served.set("report_log_keep_mb", "1");
  const body = (i: number) => JSON.stringify({ i, text: "x".repeat(500_000) });
  for (let i = 0; i < 4; i++) await served.post("/match/report", body(i));
  const kept = served.sql("SELECT body IS NOT NULL AS kept FROM reports ORDER BY id").map(({ kept }) => kept);
  expect(kept).toEqual([0, 0, 1, 1]);
  expect(served.sql("SELECT sum(reports) AS n FROM daily")).toEqual([{ n: 4 }]);
});

test("it is stored before it is answered, though the database is locked for a while; others are served meanwhile", async () => {
  using served = new Served();
  const other = new Database(served.path);
  other.run("BEGIN IMMEDIATE");
  let answered = false;
  const report = served.post("/match/report", { timeouts: true }).then((said) => {
    answered = true;
    return said;
  });
  expect((await served.ask("GET", "/health")).status).toBe(200);
  expect((await served.post("/match/phase2", { files: [] })).status).toBe("ok");
  expect(answered).toBe(false);
  other.run("COMMIT");
  expect(await report).toEqual({ status: "ok" });
  expect(served.sql("SELECT body FROM reports")).toEqual([{ body: '{"timeouts":true}' }]);
  other.close();
});
