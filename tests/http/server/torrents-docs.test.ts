import { expect, test } from "bun:test";
import { documentOf, fits, jsonOf } from "../../support/openapi.ts";
import { operator } from "../../support/operator.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Said, Served } from "../../support/served.ts";

const ENDPOINTS = [
  ["get", "/api/v1/torrents"],
  ["post", "/api/v1/torrents/check"],
  ["get", "/api/v1/torrents/{info_hash}"],
  ["get", "/api/v1/torrents/{info_hash}/cross-seeds"],
  ["post", "/api/v1/torrents/{info_hash}/flag"],
  ["post", "/api/v1/torrents/{info_hash}/unflag"],
  ["post", "/api/v1/torrents/{info_hash}/unremove"],
  ["delete", "/api/v1/torrents/{info_hash}"],
] as const;

function world() {
  const served = new Served({
    "a.torrent": plainTorrent("Show", 5),
    "b.torrent": plainTorrent("Show", 5, { source: "x" }),
  });
  return { served, ask: operator(served), [Symbol.dispose]: () => served[Symbol.dispose]() };
}

test.each(ENDPOINTS)("the example of %s %s is as the answers are, key by key", async (method, path) => {
  using here = world();
  const operation = (await documentOf(here.served)).paths[path][method];
  expect([operation.tags, operation.security]).toEqual([["Management"], [{ token: [] }]]);
  const told = jsonOf(operation.responses[200]);
  expect([path, fits(told.example, told.schema)]).toEqual([path, true]);
  const [torrent] = (await here.ask("GET", "/torrents?sort=oldest")).said.torrents;
  const body = operation.requestBody && JSON.parse(JSON.stringify(jsonOf(operation.requestBody).example));
  if (body) body.info_hashes[0] = torrent.info_hash;
  const { status, said } = await here.ask(
    method.toUpperCase(),
    path.replace("/api/v1", "").replace("{info_hash}", torrent.info_hash),
    body,
  );
  expect([path, status, said, fits(said, told.schema)]).toEqual([path, 200, said, true]);
  expect(Object.keys(said)).toEqual(Object.keys(told.example));
  const [first] = said.torrents ?? said.files ?? [];
  if (first) expect(Object.keys(first)).toEqual(Object.keys((told.example.torrents ?? told.example.files)[0]));
});

test.each(ENDPOINTS)("%s %s tells of every error that it gives", async (method, path) => {
  using here = world();
  const { responses } = (await documentOf(here.served)).paths[path][method];
  const codes = Object.entries<Said>(responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([status, response]) => Object.keys(jsonOf(response).examples).map((code) => `${status} ${code}`));
  const always = [
    "400 INVALID_REQUEST",
    "401 UNAUTHORIZED",
    "403 FORBIDDEN",
    "421 MISDIRECTED_REQUEST",
    "429 RATE_LIMITED",
    "500 SERVER_ERROR",
  ];
  const more = path.includes("{")
    ? ["404 NOT_FOUND"]
    : path.endsWith("check")
      ? ["408 REQUEST_TIMEOUT", "413 BODY_TOO_LARGE", "503 SERVER_BUSY"]
      : [];
  expect(codes.sort()).toEqual([...always, ...more, "503 DATABASE_LOCKED"].sort());
});

test("every parameter of the list is told of, and its examples are taken", async () => {
  using here = world();
  const { parameters } = (await documentOf(here.served)).paths["/api/v1/torrents"].get;
  const names = parameters.map(({ name }: Said) => name);
  const { said } = await here.ask("GET", "/torrents?none=1");
  expect(said.message).toEndWith(
    `known are ${["limit", "cursor", "sort", ...names].filter((name, i, all) => all.indexOf(name) === i).join(", ")}`,
  );
  for (const { name, schema } of parameters) {
    for (const value of schema.enum ??
      [schema.minimum, schema.maximum, schema.default].filter((each) => each !== undefined)) {
      expect([name, value, (await here.ask("GET", `/torrents?${name}=${value}`)).status]).toEqual([name, value, 200]);
    }
  }
});

test("the download tells what it is, and what it rejects", async () => {
  using here = world();
  const { get } = (await documentOf(here.served)).paths["/api/v1/torrents/{info_hash}/download"];
  const { headers } = await here.ask("GET", "/torrents/1/download");
  expect(Object.keys(get.responses[200].content)).toEqual([headers.get("content-type") ?? ""]);
  expect(Object.keys(get.responses)).toContain("404");
  expect(get.parameters.map(({ name }: Said) => name)).toEqual(["info_hash", "X-Reseeder-Passkey", "X-Reseeder-User"]);
});
