import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { hashToken, tokenOf } from "../../../src/core/access/token.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { storedUserId } from "../../../src/work/users/user-name.ts";
import { askPython, libtorrentPython } from "../../support/libtorrent.ts";
import { describeWith } from "../../support/needs.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Said, Served } from "../../support/served.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { unzipped, zipPython } from "../../support/zip.ts";

const KEY = "feedfacefeedfacefeedfacefeedface";
const THEIRS = "0123456789abcdef0123456789abcdef";
const URLS = "https://t.example/announce?passkey={passkey}|udp://t.example:6969/announce/{passkey}";
const announce = `https://old.example/${THEIRS}/announce`;
const AT = Date.UTC(2021, 5, 7, 8, 9, 10);
/** Times that the passkey stands in the archive: in `announce` and twice in `announce-list` of three torrents. */
const COPIES = 9;
const PROXY = "127.0.0.1";
const TORRENTS = {
  "a.torrent": plainTorrent("Night.Train.S01", [["x.mkv", 40_000]], { announce, private: true }),
  "b.torrent": buildTorrent({
    name: "CON.2024",
    version: "v2",
    announce,
    files: [{ path: "CON.2024", length: 40_000 }],
  }),
  "c.torrent": buildTorrent({ name: "Ночь", version: "hybrid", announce, files: [{ path: "x.mkv", length: 40_000 }] }),
  "d.torrent": plainTorrent("Not his", 5, { announce }),
};

/** A tracker where alice downloaded a, b and c, and something that is not in the index. */
function tracker(): Served {
  const served = new Served(TORRENTS);
  served.set("auth", "header");
  served.set("announce_urls", URLS);
  withStore(served, (store) => {
    const hashes = Object.values(TORRENTS)
      .slice(0, 3)
      .map((bytes) => parseMetainfo(bytes))
      .map(({ infoHashV1, infoHashV2 }) => infoHashV1 ?? infoHashV2 ?? new Uint8Array());
    const unknown = new Uint8Array(20);
    const entries = [...hashes, unknown].map((infoHash) => ({ userId: "alice", infoHash, at: AT }));
    const [first] = entries;
    const twice = parseMetainfo(TORRENTS["c.torrent"]).infoHashV2 ?? new Uint8Array();
    const bob = { userId: "bob", infoHash: first?.infoHash ?? unknown, at: null };
    store.write(() => store.history.add([...entries, { userId: "alice", infoHash: twice, at: AT }, bob], "import"));
  });
  return served;
}

const as = (user: string, passkey: string | null = KEY): Said => ({
  peer: PROXY,
  headers: { "x-reseeder-user": user, ...(passkey === null ? {} : { "x-reseeder-passkey": passkey }) },
});

async function get(served: Served, path: string, { peer = null, headers = {} }: Said = {}, method = "GET") {
  const response = await served.app.handle(new Request(`http://tracker.example${path}`, { method, headers }), { peer });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const isJson = response.headers.get("content-type") === "application/json";
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    said: isJson ? JSON.parse(Buffer.from(bytes).toString()) : null,
  };
}

function token(served: Served, name: string, scope: "match" | "manage"): Record<string, string> {
  const made = tokenOf(Buffer.alloc(32, name));
  withStore(served, (store) =>
    store.write(() =>
      store.tokens.add({ name, hash: hashToken(made), scopes: [scope], createdAt: 1, expiresAt: null }),
    ),
  );
  return { authorization: `Bearer ${made}` };
}

const LIBTORRENT = `
import json, struct, sys
import libtorrent as lt
data = sys.stdin.buffer
while (head := data.read(4)):
    p = lt.load_torrent_buffer(data.read(struct.unpack('<I', head)[0]))
    ih = p.ti.info_hashes()
    print(json.dumps({'v1': str(ih.v1) if ih.has_v1() else None, 'v2': str(ih.v2) if ih.has_v2() else None,
        'trackers': list(p.trackers), 'tiers': list(p.tracker_tiers), 'private': p.ti.priv()}))
`;

import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { withStore } from "../../support/with-store.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

describeWith(zipPython !== null, "python3")("GET /archive", () => {
  test("holds what the user once downloaded, made for him, and nothing else", async () => {
    using served = tracker();
    const { status, headers, bytes } = await get(served, "/archive", as("alice"));
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/zip");
    expect(headers.get("cache-control")).toBe("no-store");
    const files = unzipped(bytes);
    const hashOf = (name: keyof typeof TORRENTS) => {
      const { infoHashV1, infoHashV2 } = parseMetainfo(TORRENTS[name]);
      return Buffer.from(infoHashV1 ?? infoHashV2 ?? []).toString("hex");
    };
    const short = (name: keyof typeof TORRENTS) => hashOf(name).slice(0, 8);
    expect(files.map(({ name }) => name).sort()).toEqual(
      [
        `Night.Train.S01 [${short("a.torrent")}].torrent`,
        `_CON.2024 [${short("b.torrent")}].torrent`,
        `Ночь [${short("c.torrent")}].torrent`,
      ].sort(),
    );
    for (const { bytes, time } of files) {
      expect(time).toEqual([2021, 6, 7, 8, 9, 10]);
      expect(bytes.toString("latin1")).not.toContain(THEIRS);
    }
    const python = libtorrentPython();
    if (python) {
      const read = askPython<Said>(
        python,
        LIBTORRENT,
        files.map(({ bytes }) => bytes),
      );
      expect(read).toHaveLength(3);
      for (const { trackers, tiers } of read) {
        expect(trackers).toEqual([`https://t.example/announce?passkey=${KEY}`, `udp://t.example:6969/announce/${KEY}`]);
        expect(tiers).toEqual([0, 1]);
      }
      const wanted = (["a.torrent", "b.torrent", "c.torrent"] as const).map(hashOf).sort();
      expect(read.map(({ v1, v2 }) => v1 ?? v2).sort()).toEqual(wanted);
    }
    served.rows();
    const id = served.ids;
    expect(served.sql("SELECT identity, torrent_id AS torrent FROM hand_outs ORDER BY torrent_id")).toEqual(
      [id["a.torrent"], id["b.torrent"], id["c.torrent"]].map((torrent) => ({ identity: "alice", torrent })),
    );
    const [row] = served.rows();
    expect(row).toMatchObject({ path: "/archive", status: 200, userId: "alice", torrents: 3, bytesOut: bytes.length });
    expect((await get(served, "/archive", as("carol"))).bytes).toHaveLength(22);
  });

  test("what is gone or has changed is left out and listed; the next scan is told", async () => {
    using served = tracker();
    served.dir.remove("root/a.torrent");
    served.dir.write("root/b.torrent", TORRENTS["c.torrent"]);
    const files = unzipped((await get(served, "/archive", as("alice"))).bytes);
    expect(files.map(({ name }) => name)).toEqual([expect.stringMatching(/^Ночь /), "_skipped.txt"]);
    const text = files[1]?.bytes.toString() ?? "";
    expect(text).toStartWith("Not in this archive, since their files could not be read: 2 torrents.");
    for (const name of ["Night.Train.S01", "CON.2024"]) expect(text).toContain(`  ${name}\r\n`);
    served.rows();
    expect(served.sql("SELECT torrent_id FROM suspects")).toHaveLength(2);
    expect(served.sql("SELECT torrent_id FROM hand_outs")).toHaveLength(1);
  });

  test("what is flagged is not offered, not even by name", async () => {
    using served = tracker();
    withStore(served, (store) => store.write((writer) => writer.changeState(served.ids["a.torrent"] ?? 0, 2, 0)));
    const { bytes } = await get(served, "/archive", as("alice"));
    expect(unzipped(bytes)).toHaveLength(2);
    expect(Buffer.from(bytes).toString()).not.toContain("Night.Train");
  });

  test("without announce_urls the files go out as they lie there", async () => {
    using served = tracker();
    served.set("announce_urls", "");
    const files = unzipped((await get(served, "/archive", as("bob", null))).bytes);
    expect(files.map(({ bytes }) => bytes)).toEqual([Buffer.from(TORRENTS["a.torrent"])]);
    expect(files[0]?.time).toEqual([1980, 1, 1, 0, 0, 0]);
  });

  test("of 2,000 torrents every one is there once", async () => {
    const torrents = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, i) => [`${i}.torrent`, plainTorrent("Same name", i + 1)]),
    );
    using served = new Served(torrents);
    served.set("auth", "header");
    withStore(served, (store) => {
      const entries = Object.values(torrents).map((bytes) => {
        return { userId: "alice", infoHash: parseMetainfo(bytes).infoHashV1 ?? new Uint8Array(), at: AT };
      });
      store.write(() => store.history.add(entries, "import"));
    });
    const { bytes } = await get(served, "/archive", as("alice"));
    const files = unzipped(bytes);
    const sum = (all: readonly Uint8Array[]) => all.map((one) => Bun.hash(one)).sort();
    expect(sum(files.map(({ bytes }) => bytes))).toEqual(sum(Object.values(torrents)));
    expect(new Set(files.map(({ name }) => name.toLowerCase())).size).toBe(2_000);
    served.rows();
    expect(served.sql("SELECT count(DISTINCT torrent_id) AS n, count(*) AS rows FROM hand_outs")).toEqual([
      { n: 2_000, rows: 2_000 },
    ]);
  });
});

describe("who asks", () => {
  test("auth = none: there is nobody to have an archive", async () => {
    using served = tracker();
    served.set("auth", "none");
    const { status, said } = await get(served, "/archive", as("alice"));
    expect([status, said.code]).toEqual([403, "FORBIDDEN"]);
    expect(said.message).toContain("setting auth");
  });

  test("auth = header: not without the proxy, not without a user, not without a passkey that the torrents need", async () => {
    using served = tracker();
    const found = [];
    for (const sent of [
      { ...as("alice"), peer: "203.0.113.9" },
      { peer: PROXY },
      as("alice", null),
      as("alice", "?"),
    ]) {
      const { status, said } = await get(served, "/archive", sent);
      found.push([status, said.code]);
    }
    expect(found).toEqual([
      [403, "FORBIDDEN"],
      [401, "UNAUTHORIZED"],
      [401, "UNAUTHORIZED"],
      [400, "INVALID_REQUEST"],
    ]);
  });

  test("auth = token: the token's name, and the passkey from the header", async () => {
    using served = tracker();
    served.set("auth", "token");
    const alice = token(served, "alice", "match");
    const path = "/archive?passkey=feedfacefeedface";
    expect((await get(served, path, { headers: alice })).status).toBe(401);
    const { status, bytes } = await get(served, path, { headers: { ...alice, "x-reseeder-passkey": KEY } });
    expect(status).toBe(200);
    expect(Buffer.from(bytes).toString("latin1").split(KEY)).toHaveLength(COPIES + 1);
    expect((await get(served, path, { headers: token(served, "manager", "manage") })).status).toBe(403);
    expect((await get(served, path)).status).toBe(401);
  });

  test("auth = callback: the tracker says whose the passkey is", async () => {
    const asked: string[] = [];
    using trackerSite = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) => {
        const key = request.url.split("/").at(-1) ?? "";
        asked.push(key);
        return key === KEY ? Response.json({ user_id: "alice" }) : new Response(null, { status: 403 });
      },
    });
    using served = tracker();
    served.set("auth", "callback");
    served.set("auth_callback_per_second", "1000");
    served.set("auth_callback_url", `http://127.0.0.1:${trackerSite.port}/{passkey}`);
    const { status, bytes } = await get(served, "/archive", { headers: { authorization: `Bearer ${KEY}` } });
    expect([status, Buffer.from(bytes).toString("latin1").split(KEY).length]).toEqual([200, COPIES + 1]);
    const statuses = [];
    for (const headers of [
      { authorization: `Bearer ${THEIRS}` },
      { authorization: "Bearer short" },
      {},
      { "x-reseeder-passkey": KEY, authorization: `Bearer ${THEIRS}` },
    ]) {
      statuses.push((await get(served, "/archive", { headers })).status);
    }
    expect(statuses).toEqual([403, 400, 401, 200]);
    expect((await get(served, `/archive?passkey=${KEY}`)).status).toBe(401);
    expect(asked).toEqual([KEY, THEIRS]);
    expect(served.rows().map(({ userId }) => userId)).toEqual(["alice", null, null, null, "alice", null]);
    expect(served.lines.join() + JSON.stringify(served.rows())).not.toContain(KEY);
  });

  test("the rate limit counts it", async () => {
    using served = tracker();
    served.set("rate_limit_per_minute", "2");
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await get(served, "/archive", as("alice"))).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await get(served, "/archive", as("bob"))).status).toBe(200);
  });

  test("a user gets two at a time", async () => {
    const heavy = plainTorrent("heavy", 5, { source: "x".repeat(900_000) });
    using served = new Served({ "heavy.torrent": heavy, ...TORRENTS });
    served.set("auth", "header");
    withStore(served, (store) => {
      const infoHash = parseMetainfo(heavy).infoHashV1 ?? new Uint8Array();
      store.write(() => store.history.add([{ userId: "alice", infoHash, at: AT }], "import"));
    });
    const open = async () => {
      const request = new Request("http://tracker.example/archive", as("alice"));
      const reader = (await served.app.handle(request, { peer: PROXY })).body?.getReader();
      await reader?.read();
      return reader;
    };
    const readers = [await open(), await open()];
    const { status, said, headers } = await get(served, "/archive", as("alice"));
    expect([status, said.code, headers.get("retry-after")]).toEqual([429, "RATE_LIMITED", "10"]);
    expect((await get(served, "/archive", as("bob"))).status).toBe(200);
    for (const reader of readers) await reader?.cancel();
    expect((await get(served, "/archive", as("alice"))).status).toBe(200);
    expect(served.rows().filter(({ error }) => error === "ABORTED")).toHaveLength(2);
  });

  test("HEAD says what it is and reads nothing", async () => {
    using served = tracker();
    const { status, headers, bytes } = await get(served, "/archive", as("alice"), "HEAD");
    expect(headers.get("transfer-encoding")).toBe("chunked");
    expect([status, headers.get("content-type"), bytes.length]).toEqual([200, "application/zip", 0]);
    expect((await get(served, "/archive", { peer: PROXY }, "HEAD")).status).toBe(401);
    served.rows();
    expect(served.sql("SELECT * FROM hand_outs")).toEqual([]);
  });
});

describe("GET /api/v1/users/:user/archive", () => {
  const path = "/api/v1/users/alice/archive";

  test("is for who has a token of the operator, whatever auth says", async () => {
    using served = tracker();
    served.set("auth", "none");
    const manager = { ...token(served, "site", "manage"), "x-reseeder-passkey": KEY };
    const { status, bytes } = await get(served, path, { headers: manager });
    expect([status, Buffer.from(bytes).toString("latin1").split(KEY).length]).toEqual([200, COPIES + 1]);
    expect((await get(served, path, { headers: token(served, "alice", "match") })).status).toBe(403);
    expect((await get(served, path, as("alice"))).status).toBe(401);
    expect((await get(served, path, { headers: token(served, "other", "manage") })).status).toBe(401);
    const rows = served.rows();
    expect(rows[0]).toMatchObject({ path, userId: "site", torrents: 3 });
    expect(served.sql("SELECT DISTINCT identity FROM hand_outs")).toEqual([{ identity: "alice" }]);
  });

  test("ids may hold what a path must not", async () => {
    using served = tracker();
    const infoHash = parseMetainfo(TORRENTS["d.torrent"]).infoHashV1 ?? new Uint8Array();
    withStore(served, (store) =>
      store.write(() => store.history.add([{ userId: "é/ö %", infoHash, at: null }], "import")),
    );
    const headers = { ...token(served, "site", "manage"), "x-reseeder-passkey": KEY };
    const { bytes } = await get(served, `/api/v1/users/${encodeURIComponent("é/ö %")}/archive`, { headers });
    expect(Buffer.from(bytes).toString()).toContain("Not his [");
    expect((await get(served, "/api/v1/users/%20/archive", { headers })).status).toBe(400);
  });

  test("with anonymize_users the id is looked up by its name, and stored nowhere", async () => {
    using served = tracker();
    served.set("anonymize_users", "1");
    const name = withStore(served, (store) => {
      const name = storedUserId(store, "alice") ?? "";
      const infoHash = parseMetainfo(TORRENTS["d.torrent"]).infoHashV1 ?? new Uint8Array();
      store.write(() => store.history.add([{ userId: name, infoHash, at: null }], "import"));
      return name;
    });
    const headers = { ...token(served, "site", "manage"), "x-reseeder-passkey": KEY };
    for (const sent of [() => get(served, path, { headers }), () => get(served, "/archive", as("alice"))]) {
      expect(Buffer.from((await sent()).bytes).toString()).toContain("Not his [");
    }
    const rows = served.rows();
    expect(rows.map(({ path }) => path)).toEqual(["/api/v1/users/{user}/archive", "/archive"]);
    expect(served.sql("SELECT DISTINCT identity FROM hand_outs")).toEqual([{ identity: name }]);
    expect(JSON.stringify([rows, served.lines, served.debug])).not.toContain("alice");
  });
});

describe("a report", () => {
  const hashOf = (name: keyof typeof TORRENTS) =>
    Buffer.from(parseMetainfo(TORRENTS[name]).infoHashV1 ?? []).toString("hex");
  const confirmed = [hashOf("a.torrent"), hashOf("d.torrent")].map((info_hash) => ({ info_hash, pieces_verified: 12 }));
  const phase1 = { files: [{ name: "x.mkv", size: 40_000 }] };

  test.each([true, false])(
    "makes a history of what was handed to the user, written already or not (%p)",
    async (written) => {
      using served = tracker();
      await served.ask("POST", "/match/phase1", phase1, as("carol"));
      if (written) served.rows();
      await served.ask("POST", "/match/report", { user_id: "dave", confirmed }, as("carol"));
      await served.ask("POST", "/match/report", { user_id: "carol", confirmed }, as("eve"));
      const rows = served.sql(
        "SELECT user_id, lower(hex(info_hash)) AS hash, at, source FROM history WHERE user_id <> 'alice' AND user_id <> 'bob'",
      );
      expect(rows).toEqual([{ user_id: "carol", hash: hashOf("a.torrent"), at: 1_700_000_000_000, source: "report" }]);
    },
  );

  test("where nobody knows who sends it, makes none", async () => {
    using served = tracker();
    served.set("auth", "none");
    served.set("announce_urls", "");
    await served.post("/match/phase1", { user_id: "carol", ...phase1 });
    await served.post("/match/report", { user_id: "carol", confirmed });
    expect(served.sql("SELECT * FROM history WHERE user_id = 'carol'")).toEqual([]);
  });
});
