import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { hashToken, tokenOf } from "../../../src/core/access/token.ts";
import type { Sent, TrackersEntry } from "../../../src/core/personal/trackers-entry.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { run } from "../../support/run.ts";
import { type Said, Served } from "../../support/served.ts";

const KEY = "feedfacefeedfacefeedfacefeedface";
const TOKEN = tokenOf(Buffer.alloc(32, "token"));
const BASE = "http://tracker.example/";
const TORRENT = plainTorrent("Movie.mkv", 700);

/** A server with settings, and what `trackers-json` prints of it. */
async function entryOf(settings: Record<string, string>): Promise<{ served: Served; entry: TrackersEntry }> {
  const served = new Served({ "movie.torrent": TORRENT });
  for (const [key, value] of Object.entries(settings)) served.set(key, value);
  const store = Store.open(served.path);
  const row = { name: "alice", hash: hashToken(TOKEN), scopes: ["match" as const], createdAt: 1, expiresAt: null };
  store.write(() => store.tokens.add(row));
  const infoHash = parseMetainfo(TORRENT).infoHashV1 ?? new Uint8Array();
  store.write(() => store.history.add([{ userId: "alice", infoHash, at: null }], "import"));
  store.close();
  const { code, out } = await run(["trackers-json", "--url", BASE], { cwd: served.dir.root });
  expect(code).toBe(0);
  return { served, entry: JSON.parse(out) };
}

/** What a client that knows nothing but the entry sends. */
function sentBy(send: readonly Sent[]): { headers: Record<string, string>; body: Record<string, string> } {
  const values = { token: TOKEN, passkey: KEY };
  const of = (place: string) =>
    Object.fromEntries(
      send
        .filter((each) => each.in === place)
        .map(({ what, name, prefix }) => [name, `${prefix ?? ""}${values[what]}`]),
    );
  return { headers: of("header"), body: of("body") };
}

test("a client of a tracker whose database is asked sends the passkey", async () => {
  const { served, entry } = await entryOf({ auth: "tracker" });
  using _ = served;
  expect([entry.match.identification, entry.archive?.identification]).toEqual(["passkey", "passkey"]);
  expect(entry.match.send).toEqual([{ what: "passkey", in: "body", name: "passkey" }]);
});

const URLS = "https://t.example/announce?passkey={passkey}";

describe("a client that sends what the entry says is let in", () => {
  test.each([
    ["none", {}],
    ["none", { announce_urls: URLS }],
    ["token", {}],
    ["token", { announce_urls: URLS }],
    ["callback", {}],
    ["callback", { announce_urls: URLS }],
  ] as [string, Record<string, string>][])("auth = %s, %p", async (auth, more) => {
    using site = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: ({ url }) => (url.endsWith(KEY) ? Response.json({ id: "alice" }) : new Response(null, { status: 403 })),
    });
    const callback = { auth_callback_url: `http://127.0.0.1:${site.port}/{passkey}` };
    const { served, entry } = await entryOf({ auth, ...(auth === "callback" ? callback : {}), ...more });
    using _ = served;
    const { match, archive } = entry;
    const { headers, body } = sentBy(match.send);
    for (const step of [match.handshake, match.phase1, match.phase2, match.report]) {
      const files = [{ name: "Movie.mkv", size: 700 }];
      const { pathname } = new URL(step.url);
      const { status, said } = await served.ask(step.method, pathname, { files, ...body }, { headers });
      expect([step.url, status]).toEqual([step.url, 200]);
      if (pathname === "/match/handshake") expect(said).toMatchObject(match.limits);
    }
    expect(archive === null).toBe(auth === "none");
    const { status } = await served.ask("GET", "/archive", undefined, sentBy(archive?.send ?? []));
    expect(status).toBe(archive === null ? 403 : 200);
    // Nothing is asked for in vain.
    for (const missing of match.send) {
      const less = sentBy(match.send.filter((each) => each !== missing));
      const answer = await served.ask("POST", "/match/phase1", { files: [], ...less.body }, less);
      expect([missing, answer.status]).toEqual([missing, 401]);
    }
  });
});

test("the whole entry", async () => {
  const { served, entry } = await entryOf({ auth: "header", announce_urls: URLS, rate_limit_per_minute: "60" });
  using _ = served;
  const post = (step: string): Said => ({ method: "POST", url: `${BASE}match/${step}` });
  expect(entry).toEqual({
    ...{ version: 1, id: "tracker.example", name: "tracker.example", requests_per_minute: 60 },
    archive: { method: "GET", url: `${BASE}archive`, format: "zip", identification: "site", send: [] },
    match: {
      ...{ handshake: post("handshake"), phase1: post("phase1"), phase2: post("phase2"), report: post("report") },
      ...{ identification: "site", send: [] },
      limits: { min_file_size: 104857600, max_files_per_request: 10000, max_torrents_per_response: 500 },
    },
  });
  const cwd = served.dir.root;
  const https = "https://tracker.example/reseeder_api";
  const named = await run(["trackers-json", "--url", https, "--id", "ex", "--name", "The Example"], { cwd });
  expect(named.err).toBe("");
  expect(JSON.parse(named.out)).toMatchObject({
    ...{ id: "ex", name: "The Example" },
    archive: { url: `${https}/archive` },
    match: { phase1: { url: `${https}/match/phase1` } },
  });
});

test("the example of docs/lite.md is what is printed", async () => {
  const { served } = await entryOf({ auth: "callback" });
  using _ = served;
  const url = "https://tracker.example/reseeder_api/";
  const { out } = await run(["trackers-json", "--url", url], { cwd: served.dir.root });
  const document = await Bun.file(join(import.meta.dir, "../../../docs/lite.md")).text();
  expect(JSON.parse(/```json\n([\s\S]*?)```/.exec(document)?.[1] ?? "")).toEqual(JSON.parse(out));
});

test("addresses and names that no client could use are rejected", async () => {
  using served = new Served();
  const cwd = served.dir.root;
  const wrong = [[], ["--url", "tracker.example"], ["--url", "ftp://x/"], ["--url", "https://u:p@x/"]];
  for (const args of [...wrong, ["--url", "https://x/?a=b"], ["--url", BASE, "--id", "A b"]]) {
    expect([args, (await run(["trackers-json", ...args], { cwd })).code]).toEqual([args, 2]);
  }
});
