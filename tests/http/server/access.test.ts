import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { hashToken, tokenOf } from "../../../src/core/access/token.ts";
import { Store } from "../../../src/store/store.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { Served } from "../../support/served.ts";
import { sqliteSite } from "../../support/sqlite-site.ts";
import { tree } from "../../support/tree.ts";

const MOVIE = { "movie.torrent": plainTorrent("Movie.mkv", 700) };
const FILES = [{ name: "Movie.mkv", size: 700 }];
const KEY = "0123456789abcdef0123456789abcdef";
const NOW = 1_700_000_000_000;
const MATCHES = ["/match/handshake", "/match/phase1", "/match/phase2", "/match/report"];

type Sent = { headers?: Record<string, string>; peer?: string | null };

/** Asks each endpoint of a match once and answers the statuses. */
async function statuses(served: Served, body: object, sent: Sent = {}): Promise<number[]> {
  const found: number[] = [];
  for (const path of MATCHES) found.push((await served.ask("POST", path, { files: FILES, ...body }, sent)).status);
  return found;
}

/** A token in the database of `served`. */
function token(served: Served, name: string, more: { scopes?: "manage"[]; expiresAt?: number } = {}): string {
  const made = tokenOf(Buffer.alloc(32, name));
  const store = Store.open(served.path);
  const { scopes = ["match"], expiresAt = null } = more;
  store.write(() => store.tokens.add({ name, hash: hashToken(made), scopes: [...scopes], createdAt: 1, expiresAt }));
  store.close();
  return made;
}

const bearer = (made: string): Sent => ({ headers: { authorization: `Bearer ${made}` } });
const PROXY = "127.0.0.1";
const STRANGER = "203.0.113.9";

describe("auth = none", () => {
  test("asks nobody, and what the body or a header says is nobody's identity", async () => {
    using served = new Served(MOVIE);
    const sent = { peer: PROXY, headers: { "x-reseeder-user": "alice", authorization: "Bearer x" } };
    expect(await statuses(served, { user_id: "bob" }, sent)).toEqual([200, 200, 200, 200]);
    expect(served.rows().map(({ userId }) => userId)).toEqual(["bob", "bob", "bob", "bob"]);
    expect(served.sql("SELECT * FROM hand_outs")).toEqual([]);
  });
});

test("nonsense in auth lets nobody in without a token", async () => {
  using served = new Served(MOVIE);
  served.set("auth", "tokens");
  expect(await statuses(served, {})).toEqual([401, 401, 401, 401]);
  expect(served.lines).toEqual([
    'warn: setting auth: expected one of none, token, header, callback, tracker, got "tokens"; using token',
  ]);
});

test("while it cannot be read who may ask, nobody may", async () => {
  using served = new Served(MOVIE);
  served.set("auth", "token");
  served.rows();
  for (const suffix of ["", "-wal", "-shm"]) served.dir.remove(`reseeder.db${suffix}`);
  expect(await statuses(served, {})).toEqual([503, 503, 503, 503]);
});

describe("auth = token", () => {
  test("a token in force lets in, and its name is who asked", async () => {
    using served = new Served(MOVIE);
    served.set("auth", "token");
    expect(await statuses(served, { user_id: "bob" }, bearer(token(served, "site")))).toEqual([200, 200, 200, 200]);
    expect(new Set(served.rows().map(({ userId }) => userId))).toEqual(new Set(["site"]));
    expect(served.sql("SELECT user_id FROM reports UNION SELECT user_id FROM match_log")).toEqual([
      { user_id: "site" },
    ]);
    const id = served.ids["movie.torrent"];
    expect(served.sql("SELECT at, identity, torrent_id FROM hand_outs")).toEqual([
      { at: NOW, identity: "site", torrent_id: id },
      { at: NOW, identity: "site", torrent_id: id },
    ]);
    expect(served.sql("SELECT last_used_at FROM tokens")).toEqual([{ last_used_at: NOW }]);
  });

  test("its last use is noted once a minute", async () => {
    using served = new Served(MOVIE);
    served.set("auth", "token");
    const sent = bearer(token(served, "site"));
    const usedAt = async (after: number) => {
      served.now = NOW + after;
      expect((await served.ask("POST", "/match/handshake", {}, sent)).status).toBe(200);
      served.rows();
      return served.sql("SELECT last_used_at - ? AS at FROM tokens", NOW)[0].at;
    };
    expect([await usedAt(0), await usedAt(59_999), await usedAt(60_000)]).toEqual([0, 0, 60_000]);
  });

  test("none, an unknown, an expired, a revoked one and one of another scope do not", async () => {
    using served = new Served(MOVIE);
    served.set("auth", "token");
    const old = token(served, "old", { expiresAt: NOW });
    const revoked = token(served, "revoked");
    const manager = token(served, "manager", { scopes: ["manage"] });
    served.sql("UPDATE tokens SET revoked_at = 5 WHERE name = 'revoked'");
    const unknown = tokenOf(Buffer.alloc(32, "unknown"));
    const each = [
      {},
      bearer(unknown),
      bearer(old),
      bearer(revoked),
      bearer(manager),
      { headers: { authorization: unknown } },
    ];
    const found = [];
    for (const sent of each) found.push((await statuses(served, {}, sent)).join());
    expect(found).toEqual(["401", "401", "401", "401", "403", "401"].map((status) => Array(4).fill(status).join()));
    const { headers, text } = await served.ask("POST", "/match/phase1", "{", bearer(unknown));
    expect(headers.get("www-authenticate")).toBe('Bearer realm="reseeder"');
    expect(text + served.lines.join() + JSON.stringify(served.rows())).not.toContain(unknown);
  });

  test("health and the documentation stay open", async () => {
    using served = new Served();
    served.set("auth", "token");
    for (const path of ["/health", "/docs", "/docs/json"]) expect((await served.ask("GET", path)).status).toBe(200);
    expect((await served.ask("OPTIONS", "/match/phase1")).status).toBe(204);
  });

  test("a token of the query or of the body is none", async () => {
    using served = new Served(MOVIE);
    served.set("auth", "token");
    const made = token(served, "site");
    expect((await served.ask("POST", `/match/phase1?token=${made}`, { files: FILES, token: made })).status).toBe(401);
  });
});

describe("auth = header", () => {
  const sent = (peer: string | null): Sent => ({ peer, headers: { "x-reseeder-user": "alice" } });

  test("the user that a trusted proxy names, and nobody else", async () => {
    using served = new Served(MOVIE);
    served.set("auth", "header");
    expect(await statuses(served, { user_id: "bob" }, sent(PROXY))).toEqual([200, 200, 200, 200]);
    expect(await statuses(served, {}, sent(STRANGER))).toEqual([403, 403, 403, 403]);
    expect(await statuses(served, {}, sent(null))).toEqual([403, 403, 403, 403]);
    expect(await statuses(served, {}, { peer: PROXY })).toEqual([401, 401, 401, 401]);
    served.set("trusted_proxies", "10.0.0.0/8");
    expect(await statuses(served, {}, sent(PROXY))).toEqual([403, 403, 403, 403]);
    expect(
      new Set(
        served
          .rows()
          .slice(0, 4)
          .map(({ userId }) => userId),
      ),
    ).toEqual(new Set(["alice"]));
    expect(served.sql("SELECT DISTINCT identity FROM hand_outs")).toEqual([{ identity: "alice" }]);
  });

  test("what a stranger forwards through no proxy is not believed", async () => {
    using served = new Served(MOVIE);
    served.set("auth", "header");
    const forged = {
      peer: STRANGER,
      headers: { "x-reseeder-user": "alice", "x-forwarded-for": PROXY, "x-real-ip": PROXY },
    };
    expect(await statuses(served, {}, forged)).toEqual([403, 403, 403, 403]);
  });
});

describe("auth = callback", () => {
  /** A tracker that knows one passkey. */
  function tracker() {
    const asked: string[] = [];
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => {
        const { pathname } = new URL(request.url);
        asked.push(pathname.slice(1));
        return pathname === `/${KEY}` ? Response.json({ user_id: 7 }) : new Response("", { status: 401 });
      },
    });
    return { asked, template: `${server.url}{passkey}`, [Symbol.asyncDispose]: () => server.stop(true) };
  }

  test("whose passkey the tracker knows; its user is who asked, and the passkey is kept nowhere", async () => {
    await using site = tracker();
    using served = new Served(MOVIE);
    served.set("auth", "callback");
    served.set("auth_callback_per_second", "1000");
    served.set("auth_callback_url", site.template);
    expect(await statuses(served, { user_id: "bob", passkey: KEY })).toEqual([200, 200, 200, 200]);
    expect(await statuses(served, { passkey: `${KEY}0` })).toEqual([403, 403, 403, 403]);
    expect(await statuses(served, {})).toEqual([401, 401, 401, 401]);
    expect(await statuses(served, { passkey: "../admin" })).toEqual([400, 400, 400, 400]);
    expect(site.asked).toEqual([KEY, `${KEY}0`]);
    expect(
      served
        .rows()
        .slice(0, 4)
        .map(({ userId }) => userId),
    ).toEqual(["7", "7", "7", "7"]);
    expect(served.sql("SELECT DISTINCT identity FROM hand_outs")).toEqual([{ identity: "7" }]);
    served.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    expect(await Bun.file(served.path).text()).not.toContain(KEY);
    expect(served.lines.join() + JSON.stringify(served.debug)).not.toContain(KEY);
  });

  test("a passkey of the query, or in the header of a stranger, is none; in that of a proxy it is", async () => {
    await using site = tracker();
    using served = new Served(MOVIE);
    served.set("auth", "callback");
    served.set("auth_callback_per_second", "1000");
    served.set("auth_callback_url", site.template);
    const headers = { "x-reseeder-passkey": KEY };
    expect((await served.ask("POST", `/match/phase1?passkey=${KEY}`, { files: FILES })).status).toBe(401);
    expect(await statuses(served, {}, { peer: STRANGER, headers })).toEqual([401, 401, 401, 401]);
    expect(await statuses(served, {}, { peer: PROXY, headers })).toEqual([200, 200, 200, 200]);
    // What the proxy says goes before what the body says.
    expect(await statuses(served, { passkey: `${KEY}0` }, { peer: PROXY, headers })).toEqual([200, 200, 200, 200]);
  });

  test("without an address, or with a tracker that does not answer, nobody is let in", async () => {
    using served = new Served(MOVIE);
    served.set("auth", "callback");
    served.set("auth_callback_per_second", "1000");
    expect(await statuses(served, { passkey: KEY })).toEqual([503, 503, 503, 503]);
    expect(served.lines).toEqual([
      "warn: setting auth_callback_url: expected an address with {passkey} in it; every request is rejected",
    ]);
    served.set("auth_callback_url", "http://127.0.0.1:1/{passkey}");
    const { status, headers, text } = await served.ask("POST", "/match/phase1", { files: FILES, passkey: KEY });
    expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
    expect(text + served.lines.join()).not.toContain(KEY);
  });

  test("those who wait for the tracker keep nobody else from matching", async () => {
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    await using server = Object.assign(
      Bun.serve({
        hostname: "127.0.0.1",
        port: 0,
        fetch: async (request) => {
          if (new URL(request.url).pathname === `/${KEY}`) return new Response("");
          reached.resolve();
          await held.promise;
          return new Response("");
        },
      }),
    );
    using served = new Served(MOVIE);
    served.set("auth", "callback");
    served.set("auth_callback_per_second", "1000");
    served.set("auth_callback_url", `${server.url}{passkey}`);
    const waiting = [1, 2, 3].map((i) =>
      served.ask("POST", "/match/phase1", { files: FILES, passkey: `slow-key-${i}` }),
    );
    await reached.promise;
    expect((await served.ask("POST", "/match/phase1", { files: FILES, passkey: KEY })).status).toBe(200);
    held.resolve();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

describe("rate_limit_per_minute", () => {
  test("by address where nobody is asked, with Retry-After; health is not counted", async () => {
    using served = new Served(MOVIE);
    served.set("rate_limit_per_minute", "3");
    expect(await statuses(served, {}, { peer: STRANGER })).toEqual([200, 200, 200, 429]);
    expect(await statuses(served, {}, { peer: "203.0.113.10" })).toEqual([200, 200, 200, 429]);
    const { said, headers } = await served.ask("POST", "/match/phase1", { files: FILES }, { peer: STRANGER });
    expect([said.code, headers.get("retry-after")]).toEqual(["RATE_LIMITED", "20"]);
    expect((await served.ask("GET", "/health", undefined, { peer: STRANGER })).status).toBe(200);
  });

  test("by user where he is known, whatever his address", async () => {
    using served = new Served(MOVIE);
    served.set("auth", "header");
    served.set("rate_limit_per_minute", "4");
    const sent = (user: string): Sent => ({ peer: PROXY, headers: { "x-reseeder-user": user } });
    for (const user of ["alice", "bob"]) expect(await statuses(served, {}, sent(user))).toEqual([200, 200, 200, 200]);
    expect(await statuses(served, {}, sent("alice"))).toEqual([429, 429, 429, 429]);
  });

  test("guesses are counted by address, before the tracker or the database is asked", async () => {
    using served = new Served(MOVIE);
    served.set("auth", "token");
    served.set("rate_limit_per_minute", "4");
    const guess = { ...bearer(tokenOf(Buffer.alloc(32, "guess"))), peer: STRANGER };
    expect(await statuses(served, {}, guess)).toEqual([401, 401, 401, 401]);
    const good = bearer(token(served, "site"));
    expect(await statuses(served, {}, { ...good, peer: STRANGER })).toEqual([429, 429, 429, 429]);
    expect(await statuses(served, {}, { ...good, peer: "203.0.113.10" })).toEqual([200, 200, 200, 200]);
  });

  test("guesses at the operator's endpoints are counted too", async () => {
    using served = new Served(MOVIE);
    served.set("rate_limit_per_minute", "4");
    const list = async (made: string, peer: string) =>
      (await served.ask("GET", "/api/v1/torrents", undefined, { ...bearer(made), peer })).status;
    const guess = tokenOf(Buffer.alloc(32, "guess"));
    for (let n = 0; n < 4; n++) expect(await list(guess, STRANGER)).toBe(401);
    const good = token(served, "site", { scopes: ["manage"] });
    expect([await list(good, STRANGER), await list(good, "203.0.113.10")]).toEqual([429, 200]);
  });

  test("passkeys that the tracker rejects are counted by address, and its users by their names", async () => {
    using site = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: ({ url }) => (url.endsWith("0") ? new Response("", { status: 401 }) : Response.json({ user_id: 7 })),
    });
    using served = new Served(MOVIE);
    for (const [key, value] of Object.entries({
      ...{ auth: "callback", auth_callback_url: `${site.url}{passkey}` },
      ...{ auth_callback_per_second: "1000", rate_limit_per_minute: "4" },
    })) {
      served.set(key, value);
    }
    expect(await statuses(served, { passkey: `${KEY}0` }, { peer: STRANGER })).toEqual([403, 403, 403, 403]);
    expect(await statuses(served, { passkey: `${KEY}1` }, { peer: STRANGER })).toEqual([429, 429, 429, 429]);
    const elsewhere = { peer: "203.0.113.10" };
    expect(await statuses(served, { passkey: `${KEY}1` }, elsewhere)).toEqual([200, 200, 200, 200]);
    expect(await statuses(served, { passkey: `${KEY}2` }, elsewhere)).toEqual([429, 429, 429, 429]);
  });

  test("by user too where the tracker's database says who he is", async () => {
    using dir = tree();
    const { env, queries } = sqliteSite(dir, []);
    using site = new Database(dir.path("site.db"));
    site.run("INSERT INTO members VALUES (1, ?, 0), (2, ?, 0)", [KEY, `${KEY}2`]);
    using served = new Served(MOVIE, env);
    for (const [key, value] of Object.entries({ auth: "tracker", tracker: "sql", tracker_queries: queries }))
      served.set(key, value);
    served.set("rate_limit_per_minute", "3");
    expect(await statuses(served, { passkey: KEY })).toEqual([200, 200, 200, 429]);
    expect(await statuses(served, { passkey: `${KEY}2` })).toEqual([200, 200, 200, 429]);
  });
});

describe("no secret gets anywhere", () => {
  test("a report is stored without the passkey, and as it came when it has none", async () => {
    using served = new Served();
    await served.ask("POST", "/match/report", `{"user_id":"x", "passkey" : "${KEY}","note":1}`);
    await served.ask("POST", "/match/report", `{"user_id":"x",  "note":1}`);
    await served.ask("POST", "/match/report", `["${"a"}"]`);
    expect(served.sql("SELECT body FROM reports ORDER BY id").map(({ body }) => body)).toEqual([
      '{"user_id":"x","note":1}',
      '{"user_id":"x",  "note":1}',
      '["a"]',
    ]);
  });

  test("the error about a broken body does not repeat it", async () => {
    using served = new Served();
    for (const body of [`{"passkey":"${KEY}",}`, `{"passkey":${KEY}}`, `{"passkey":"${KEY}`]) {
      expect((await served.ask("POST", "/match/phase1", body)).text).not.toContain(KEY.slice(0, 16));
    }
  });
});

test("a database that cannot be read is no wrong token: who holds a right one is not kept out for it", async () => {
  using served = new Served(MOVIE);
  served.set("auth", "token");
  served.set("rate_limit_per_minute", "3");
  const made = token(served, "site");
  served.sql("ALTER TABLE tokens RENAME TO elsewhere");
  const ask = async () =>
    (await served.ask("POST", "/match/phase2", { files: [] }, { ...bearer(made), peer: STRANGER })).status;
  for (let i = 0; i < 10; i++) expect(await ask()).toBe(500);
  served.sql("ALTER TABLE elsewhere RENAME TO tokens");
  expect(await ask()).toBe(200);
});
