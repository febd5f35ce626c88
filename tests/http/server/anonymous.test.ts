import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { hashToken, tokenOf } from "../../../src/core/access/token.ts";
import { Store } from "../../../src/store/store.ts";
import { storedUserId } from "../../../src/work/users/user-name.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Said, Served } from "../../support/served.ts";

const MOVIE = { "movie.torrent": plainTorrent("Movie.mkv", 700) };
const FILES = [{ name: "Movie.mkv", size: 700 }];
const ALICE = "alice-in-the-clear";

/** What the database keeps of a user's id now. */
function kept(served: Served, userId: string): string {
  const store = Store.open(served.path);
  try {
    return storedUserId(store, userId) ?? "";
  } finally {
    store.close();
  }
}

async function matchAndReport(served: Served, body: Said, sent: Said): Promise<void> {
  for (const path of ["handshake", "phase1", "phase2", "report"]) {
    const { status } = await served.ask("POST", `/match/${path}`, { files: FILES, ...body }, sent);
    expect(status).toBe(200);
  }
}

test.each([
  ["none", { user_id: ALICE }, {}],
  ["header", { user_id: ALICE }, { peer: "127.0.0.1", headers: { "x-reseeder-user": ALICE } }],
  ["header", {}, { peer: "127.0.0.1", headers: { "x-reseeder-user": ALICE } }],
])("with anonymize_users no id is stored or logged (auth = %s, %p)", async (auth, body, sent) => {
  using served = new Served(MOVIE);
  served.set("auth", auth);
  served.set("anonymize_users", "1");
  await matchAndReport(served, body, sent);
  const name = kept(served, ALICE);
  expect(name).toMatch(/^u_[0-9a-f]{20}$/);
  expect(served.rows().map(({ userId }) => userId)).toEqual([name, name, name, name]);
  expect(served.sql("SELECT DISTINCT user_id FROM match_log")).toEqual([{ user_id: name }]);
  expect(served.sql("SELECT user_id FROM reports")).toEqual([{ user_id: name }]);
  expect(served.sql("SELECT DISTINCT identity FROM hand_outs")).toEqual(auth === "none" ? [] : [{ identity: name }]);
  expect(JSON.stringify(served.debug)).toContain(name);
  expect(JSON.stringify(served.debug) + served.lines.join()).not.toContain(ALICE);
  for (const suffix of ["", "-wal"]) {
    expect(readFileSync(`${served.path}${suffix}`).includes(ALICE)).toBe(false);
  }
});

test("why a request was answered with 400 is kept, without what it quotes", async () => {
  using served = new Served();
  const wrong = { files: [{ name: "a", size: ALICE }] };
  await served.post("/match/phase1", wrong);
  served.set("anonymize_users", "1");
  await served.post("/match/phase1", wrong);
  expect(served.rows().map(({ error }) => error)).toEqual([
    `INVALID_REQUEST: files[0].size: expected a whole number of bytes, got "${ALICE}"`,
    "INVALID_REQUEST: files[0].size: expected a whole number of bytes",
  ]);
  const store = Store.open(served.path);
  store.write(() => store.userRenaming.forgetPaths());
  store.close();
  expect(JSON.stringify(served.rows())).not.toContain(ALICE);
});

test("in a report the body's user_id is replaced and the rest stays; what is no id goes", async () => {
  using served = new Served();
  served.set("anonymize_users", "1");
  await served.post("/match/report", { a: 1, user_id: 7, passkey: "x".repeat(32), confirmed: [] });
  await served.post("/match/report", { user_id: { name: ALICE } });
  await served.post("/match/report", [ALICE]);
  const bodies = served.sql("SELECT body FROM reports ORDER BY id").map(({ body }) => body);
  expect(bodies).toEqual([
    JSON.stringify({ a: 1, user_id: kept(served, "7"), confirmed: [] }),
    '{"user_id":null}',
    `["${ALICE}"]`,
  ]);
});

test("nonsense in the setting stores no ids", async () => {
  using served = new Served();
  served.set("anonymize_users", "yes");
  await served.post("/match/handshake", { user_id: ALICE });
  expect(served.rows()[0]?.userId).toMatch(/^u_[0-9a-f]{20}$/);
});

test("off, ids are stored as they come", async () => {
  using served = new Served();
  await served.post("/match/handshake", { user_id: ALICE });
  expect(served.rows()[0]?.userId).toBe(ALICE);
});

test("with auth = token the token says who matches, and its name is replaced as any other", async () => {
  using served = new Served();
  served.set("anonymize_users", "1");
  const token = tokenOf(Buffer.alloc(32, 1));
  const store = Store.open(served.path);
  store.write(() =>
    store.tokens.add({ name: "operator", hash: hashToken(token), scopes: ["match"], createdAt: 1, expiresAt: null }),
  );
  store.close();
  served.set("auth", "token");
  await served.ask("POST", "/match/handshake", {}, { headers: { authorization: `Bearer ${token}` } });
  expect(served.rows()[0]?.userId).toBe(kept(served, "operator"));
});

test("a request of the operator's names his token, and a user's archive names nobody", async () => {
  using served = new Served();
  served.set("anonymize_users", "1");
  const token = tokenOf(Buffer.alloc(32, 2));
  const store = Store.open(served.path);
  store.write(() =>
    store.tokens.add({ name: "operator", hash: hashToken(token), scopes: ["manage"], createdAt: 1, expiresAt: null }),
  );
  store.close();
  const sent = { headers: { authorization: `Bearer ${token}` } };
  await served.ask("GET", "/api/v1/torrents", undefined, sent);
  await served.ask("GET", `/api/v1/users/${ALICE}/archive`, undefined, sent);
  await served.ask("DELETE", `/api/v1/users/${ALICE}/archive`, undefined, sent);
  await served.ask("POST", `/prefix/api/v1/users/${ALICE}`, undefined, sent);
  const logged = served.rows().map(({ userId, path }) => [userId, path]);
  expect(logged).toEqual([
    ["operator", "/api/v1/torrents"],
    ["operator", "/api/v1/users/{user}/archive"],
    [null, "/api/v1/users/{user}/archive"],
    [null, "/prefix/api/v1/users/{user}"],
  ]);
  expect(JSON.stringify(served.debug)).not.toContain(ALICE);
});
