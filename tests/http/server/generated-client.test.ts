import { expect, setDefaultTimeout, test } from "bun:test";
import { startServer } from "../../../src/http/server/listen.ts";
import { compile, generateTypes, run } from "../../support/generated-client.ts";
import { MANAGE_TOKEN, operator } from "../../support/operator.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { Served } from "../../support/served.ts";
import { tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const CLIENT = `import createClient from "openapi-fetch";
import type { components, paths } from "./api.d.ts";

const [, , baseUrl = "", token = ""] = process.argv;
const client = createClient<paths>({ baseUrl });
const manage = createClient<paths>({ baseUrl, headers: { authorization: "Bearer " + token } });

const handshake = await client.POST("/match/handshake", { body: { user_id: 12345 } });
const limit: number | undefined = handshake.data?.max_files_per_request;

const files: components["schemas"]["NamedFile"][] = [{ name: "movie.mkv", size: 4294967296 }];
const matches = await client.POST("/match/phase1", { body: { files, phase: 1 } });
const [first] = matches.data?.matched_torrents ?? [];
const way: "name" | "size" | undefined = first?.files[0]?.match;

const page = await manage.GET("/api/v1/torrents", { params: { query: { limit: 1, state: "offered" } } });
const torrent: components["schemas"]["Torrent"] | undefined = page.data?.torrents[0];
const seeders: number | null | undefined = torrent?.seeders;

const alone = await client.GET("/api/v1/torrents");
const missing = await manage.GET("/api/v1/torrents/{info_hash}", { params: { path: { info_hash: "f".repeat(40) } } });
const codes: (components["schemas"]["Error"]["code"] | undefined)[] = [alone.error?.code, missing.error?.code];

console.log(JSON.stringify({ limit, name: first?.name, way, listed: torrent?.name, seeders, codes }));
`;

/** Each of them is something that the API does not take or say. */
const WRONG = [
  'await client.POST("/match/phase1", { body: { files: [{ name: "movie.mkv" }] } });',
  'await client.POST("/match/phase2", { body: { phase: 1, files: [] } });',
  'await client.GET("/api/v1/torrents", { params: { query: { state: "gone" } } });',
  'const code: "NO_SUCH_CODE" | undefined = alone.error?.code; export { code };',
  'await client.GET("/nothing");',
];

test("a client made of the document compiles, and speaks to serve", async () => {
  using served = new Served({ "movie.torrent": plainTorrent("Movie Name", [["movie.mkv", 4294967296]]) });
  operator(served);
  const server = startServer({ path: served.path, host: "127.0.0.1", port: 0, log: () => {} });
  try {
    using folder = tree({ "client.ts": CLIENT });
    const document = await (await fetch(`${server.url}/docs/json`)).text();
    expect(await generateTypes(document, folder)).toMatchObject({ code: 0 });
    expect(await compile(folder)).toEqual({ code: 0, out: "", err: "" });
    const said = await run(folder, "client.ts", server.url, MANAGE_TOKEN);
    expect(said.code === 0 ? JSON.parse(said.out) : said.err).toEqual({
      ...{ limit: 10_000, name: "Movie Name", way: "name", listed: "Movie Name", seeders: null },
      codes: ["UNAUTHORIZED", "NOT_FOUND"],
    });
    folder.write("client.ts", CLIENT + WRONG.join("\n"));
    const { out } = await compile(folder);
    const start = CLIENT.split("\n").length;
    const rejected = new Set([...out.matchAll(/client\.ts\((\d+),/g)].map(([, line]) => Number(line) - start));
    expect([...rejected].sort()).toEqual(WRONG.map((_, i) => i));
  } finally {
    await server.stop(0);
  }
});

test("faults of the document are told", async () => {
  using served = new Served();
  using folder = tree();
  const document = (await served.ask("GET", "/docs/json")).said;
  Object.assign(document.components.schemas.Torrent.properties, { name: { type: "text" }, x: { $ref: "#/nothing" } });
  Object.assign(document.paths["/health"].get, { operationId: "getAbout" });
  const { code, out, err } = await generateTypes(JSON.stringify(document), folder);
  expect(code).toBe(1);
  for (const what of ["`type` can be one of", "unique `operationId`", "Can't resolve $ref"])
    expect(out + err).toContain(what);
});
