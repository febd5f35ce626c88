import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { SETTING_KEYS } from "../../../src/core/settings/settings.ts";
import { documentOf, fits, jsonOf } from "../../support/openapi.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { ROOT } from "../../support/root.ts";
import { asker } from "../../support/scraped.ts";
import { type Said, Served } from "../../support/served.ts";

/** Checked in tests/http/server/torrents-docs.test.ts. */
const MANAGEMENT = [
  "/api/v1/torrents/check",
  "/api/v1/torrents/{info_hash}",
  "/api/v1/torrents/{info_hash}/cross-seeds",
  "/api/v1/torrents/{info_hash}/download",
  "/api/v1/torrents/{info_hash}/flag",
  "/api/v1/torrents/{info_hash}/unflag",
  "/api/v1/torrents/{info_hash}/unremove",
];
const PATHS = ["/", "/health", "/match/handshake", "/match/phase1", "/match/phase2", "/match/report"];

/** The texts that stand in the sources of some floors or rooms, with anything for what they have inserted. */
async function sentencesOf(...folders: string[]): Promise<RegExp[]> {
  const found: RegExp[] = [];
  for (const folder of folders) {
    for (const path of new Bun.Glob(`src/${folder}/**/*.ts`).scanSync({ cwd: ROOT })) {
      const source = await Bun.file(join(ROOT, path)).text();
      for (const [, template, quoted] of source.matchAll(/`([^`]*)`|"([^"\n]*)"/g)) {
        const parts = (template ?? quoted ?? "").split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/);
        // What is inserted says nothing: enough of it has to be text.
        if (parts.join("").length < Math.max(12, 6 * parts.length)) continue;
        found.push(new RegExp(`(?:^|: )${parts.map((part) => RegExp.escape(part)).join(".*")}`));
      }
    }
  }
  return found;
}

test("the document holds every endpoint, and nothing else", async () => {
  using served = new Served();
  const document = await documentOf(served);
  expect(document.openapi).toStartWith("3.0.");
  expect(Object.keys(document.paths).sort()).toEqual(
    [
      ...PATHS,
      "/archive",
      "/api/v1/access/forget",
      "/api/v1/hand-outs",
      "/api/v1/history",
      "/api/v1/revivals",
      "/api/v1/swarm",
      "/api/v1/users/{user}",
      "/api/v1/users/{user}/archive",
      "/api/v1/torrents",
      ...MANAGEMENT,
      "/metrics",
    ].sort(),
  );
  for (const path of PATHS)
    expect(Object.keys(document.paths[path])).toEqual([path === "/" || path === "/health" ? "get" : "post"]);
  // What has only a route gets into the document without a tag.
  const operations = Object.values<Said>(document.paths).flatMap((path) => Object.values<Said>(path));
  expect(operations.filter(({ tags }) => tags?.length !== 1)).toEqual([]);
});

test("it holds every limit with its default", async () => {
  using served = new Served();
  const { description } = (await documentOf(served)).info;
  for (const key of SETTING_KEYS) expect(description).toContain(`\`${key}\``);
  // What is said of `announce_urls` has a bar in it.
  const rows = description.split("\n").filter((line: string) => line.startsWith("| `"));
  for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(5);
  for (const limit of ["16777216", "10000", "100000", "32767"]) expect(description).toContain(limit);
});

test("it holds every error that an endpoint gives", async () => {
  using served = new Served();
  const { paths } = await documentOf(served);
  const codes = (path: string) =>
    Object.entries<Said>(Object.values<Said>(paths[path])[0].responses)
      .filter(([status]) => Number(status) >= 400)
      .flatMap(([status, response]) => Object.keys(jsonOf(response).examples).map((code) => `${status} ${code}`));
  const always = ["400 INVALID_REQUEST", "421 MISDIRECTED_REQUEST", "500 SERVER_ERROR", "503 DATABASE_LOCKED"];
  const access = ["401 UNAUTHORIZED", "403 FORBIDDEN", "429 RATE_LIMITED"];
  const waits = ["408 REQUEST_TIMEOUT", "503 SERVER_BUSY", "503 TRACKER_AWAY"];
  const body = [...access, "413 BODY_TOO_LARGE", ...waits];
  for (const path of ["/", "/health"]) expect(codes(path)).toEqual(always);
  expect(codes("/metrics").sort()).toEqual([...access, ...always].sort());
  for (const path of ["/match/handshake", "/match/report"])
    expect(codes(path).sort()).toEqual([...body, ...always].sort());
  for (const path of ["/match/phase1", "/match/phase2"]) {
    expect(codes(path).sort()).toEqual(["400 TOO_MANY_FILES", "503 LIST_STALE", ...body, ...always].sort());
  }
});

describe("its examples are true", () => {
  test("every message of an error is one that the server has", async () => {
    using served = new Served();
    const { paths } = await documentOf(served);
    const responses = Object.values<Said>(paths).flatMap((path) =>
      Object.values<Said>(path).flatMap((operation) => Object.values<Said>(operation.responses)),
    );
    const examples = responses.flatMap((response) =>
      Object.values<Said>(response.content["application/json"]?.examples ?? {}),
    );
    const messages = new Set<string>(examples.map(({ value }) => value.message));
    expect(messages.size).toBeGreaterThan(30);
    const sentences = await sentencesOf("core", "work", "http/request", "http/routes", "http/server");
    const unknown = [...messages].filter((message) => !sentences.some((sentence) => sentence.test(message)));
    expect(unknown).toEqual([]);
  });

  test("every example fits its schema", async () => {
    using served = new Served();
    const { paths } = await documentOf(served);
    for (const path of PATHS) {
      const operation = Object.values<Said>(paths[path])[0];
      const parts = [
        ...Object.values<Said>(operation.responses),
        ...(operation.requestBody ? [operation.requestBody] : []),
      ];
      for (const { schema, example, examples } of parts.map(jsonOf)) {
        const values = examples ? Object.values<Said>(examples).map(({ value }) => value) : [example];
        for (const value of values) expect([path, value, fits(value, schema)]).toEqual([path, value, true]);
      }
    }
  });

  test("every request is taken, and its answer fits the schema, key by key", async () => {
    const movie = plainTorrent("Movie Name", [["movie.mkv", 4294967296]]);
    using served = new Served({ "movie.torrent": movie });
    const { paths } = await documentOf(served);
    for (const path of PATHS) {
      const [method, operation] = Object.entries<Said>(paths[path])[0] as [string, Said];
      const example = operation.requestBody ? jsonOf(operation.requestBody).example : undefined;
      const { status, said } = await served.ask(method.toUpperCase(), path, example);
      const told = jsonOf(operation.responses[200]);
      expect([path, status, said, fits(said, told.schema)]).toEqual([path, 200, said, true]);
      expect([path, Object.keys(said)]).toEqual([path, Object.keys(told.example)]);
      const [torrent] = said.matched_torrents ?? [];
      if (torrent) expect(Object.keys(torrent)).toEqual(Object.keys(told.example.matched_torrents[0]));
    }
  });
});

test("the example of /metrics is in the answer, but for the numbers", async () => {
  using served = new Served();
  const { content } = (await documentOf(served)).paths["/metrics"].get.responses[200];
  const { text } = await asker(served)("/metrics");
  const said = (all: string) => all.replace(/ \d+$/gm, "");
  expect(said(text)).toContain(said(content["text/plain"].example));
});

describe("the page", () => {
  test("names no other host, and what it needs lies beside it", async () => {
    using served = new Served();
    const { status, headers, text } = await served.ask("GET", "/docs");
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(text).not.toMatch(/https?:/);
    const links = [...text.matchAll(/(?:src|href|data-url)="([^"]*)"/g)].map(([, link]) => link as string);
    expect(links.sort()).toEqual(["data:,", "docs/json", "docs/scalar.js"]);
    for (const link of links.filter((each) => !each.startsWith("data:"))) {
      expect((await served.ask("GET", new URL(link, "http://tracker.example/docs").pathname)).status).toBe(200);
    }
  });

  test("lets nothing be loaded from elsewhere", async () => {
    using served = new Served();
    const { headers } = await served.ask("GET", "/docs");
    expect(headers.get("content-security-policy")).toStartWith("default-src 'self' 'unsafe-inline' data: blob:; ");
  });

  test("is found with a slash at the end too, by a relative way", async () => {
    using served = new Served();
    const { status, headers } = await served.ask("GET", "/docs/");
    expect([status, headers.get("location")]).toEqual([308, "../docs"]);
  });
});

test.each([
  ["/docs", "text/html; charset=utf-8"],
  ["/docs/json", "application/json"],
  ["/docs/scalar.js", "text/javascript; charset=utf-8"],
])("%s goes out compressed, and once to whoever keeps it", async (path, type) => {
  using served = new Served();
  const plain = await served.ask("GET", path);
  const ask = async (headers: Record<string, string>) =>
    served.app.handle(new Request(`http://tracker.example${path}`, { headers }));
  const tags = new Set([plain.headers.get("etag")]);
  for (const [coding, unpack] of [
    ["br", brotliDecompressSync],
    ["gzip", gunzipSync],
  ] as const) {
    const packed = await ask({ "accept-encoding": coding });
    const shown = ["content-type", "content-encoding", "vary", "cache-control"].map((name) => packed.headers.get(name));
    expect(shown).toEqual([type, coding, "accept-encoding", "no-cache"]);
    expect(unpack(await packed.arrayBuffer()).toString() === plain.text).toBe(true);
    const tag = packed.headers.get("etag") ?? "";
    tags.add(tag);
    for (const known of [tag, `"other", W/${tag}`]) {
      const again = await ask({ "accept-encoding": coding, "if-none-match": known });
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag]);
      expect(again.headers.get("vary")).toBe("accept-encoding");
    }
    expect((await ask({ "accept-encoding": coding, "if-none-match": '"other"' })).status).toBe(200);
  }
  expect(tags.size).toBe(3);
});
