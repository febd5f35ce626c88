import { describe, expect, test } from "bun:test";
import { NGINX_FILES } from "../../../src/core/service/nginx-files.ts";
import { filesOf, type ServicePlan } from "../../../src/core/service/service-plan.ts";
import { freePort } from "../../support/free-port.ts";
import { NGINX, NginxConfig, withCheck } from "../../support/nginx.ts";
import { PLAN } from "../../support/service-plan.ts";
import { tree } from "../../support/tree.ts";

const withNginx = NGINX ? test : test.skip;
if (!NGINX) console.warn("tests/core/nginx-files.test.ts: skipped, there is no nginx");

const texts = (part: Partial<ServicePlan> = {}) =>
  filesOf(NGINX_FILES, () => ({ ...PLAN, ...part })).map(({ text }) => text) as [string, string];

describe(`nginx${NGINX ? "" : " (skipped: there is none)"}`, () => {
  withNginx.each<Partial<ServicePlan>>([
    {},
    { prefix: "/" },
    { prefix: "/tools/re-seeder/" },
    { host: "::", port: 9000 },
    { host: "0.0.0.0" },
    { host: "localhost" },
    { maxBody: 1024 },
    { host: "unix:/run/reseeder/api.sock" },
  ])("takes what is made for %p", async (part) => {
    using config = new NginxConfig(...texts(part), await freePort());
    expect(config.check()).toEqual({ code: 0, said: expect.stringContaining("test is successful") });
  });

  withNginx("takes it with the check of who asks put in", async () => {
    const [zone, location] = texts();
    const all = withCheck(location);
    expect(all).toContain("\n    auth_request /reseeder_auth;");
    using config = new NginxConfig(zone, all, await freePort());
    expect(config.check()).toEqual({ code: 0, said: expect.stringContaining("test is successful") });
  });
});

/** What stands behind nginx in a test, at a port or a socket: it answers with what it was asked. */
function echo(unix?: string) {
  return Bun.serve({
    ...(unix === undefined ? { port: 0, hostname: "127.0.0.1" } : { unix }),
    async fetch(request: Request) {
      const { pathname, search } = new URL(request.url);
      const headers = Object.fromEntries(request.headers);
      return Response.json({ path: pathname + search, headers, bytes: (await request.bytes()).length });
    },
  });
}

withNginx("in front of a server: prefix, addresses, limits, and rejections in the form of the API", async () => {
  const server = echo();
  const port = await freePort();
  const [zone, location] = texts({ port: server.port ?? 0, maxBody: 1024 * 1024 });
  using config = new NginxConfig(zone, location, port);
  const url = `http://127.0.0.1:${port}/reseeder_api`;
  try {
    await using _ = await config.start(`http://127.0.0.1:${port}/`);
    const forged = { "x-real-ip": "192.0.2.1", "x-forwarded-for": "192.0.2.2", "x-reseeder-user": "alice" };
    // biome-ignore lint/suspicious/noExplicitAny: checked below
    const asked: any = await (await fetch(`${url}/match/phase1?a=b`, { headers: forged })).json();
    expect(asked).toMatchObject({
      path: "/match/phase1?a=b",
      headers: { "x-real-ip": "127.0.0.1", "x-forwarded-for": "127.0.0.1", host: "127.0.0.1" },
    });
    expect(asked.headers).not.toHaveProperty("x-reseeder-user");

    const send = (bytes: number) => fetch(`${url}/match/report`, { method: "POST", body: new Uint8Array(bytes) });
    // The API's own limit is met by the API.
    expect(await (await send(1.5 * 1024 * 1024)).json()).toMatchObject({ bytes: 1.5 * 1024 * 1024 });
    const large = await send(2 * 1024 * 1024 + 1);
    expect([large.status, await large.json()]).toEqual([
      413,
      { status: "error", code: "BODY_TOO_LARGE", message: "The body is too large" },
    ]);

    const many = await Promise.all(Array.from({ length: 60 }, () => fetch(`${url}/health`)));
    const passed = many.filter(({ status }) => status === 200).length;
    const rejected = many.find(({ status }) => status === 429);
    // 20 at once, and five a second: how many more pass depends on how long sixty requests take.
    expect(passed).toBeGreaterThanOrEqual(15);
    expect(passed).toBeLessThan(60);
    expect([
      await rejected?.json(),
      rejected?.headers.get("retry-after"),
      rejected?.headers.get("cache-control"),
    ]).toEqual([
      { status: "error", code: "RATE_LIMITED", message: "Too many requests; try again in a moment" },
      "1",
      "no-store",
    ]);
  } finally {
    await server.stop(true);
  }
});

withNginx("with no server behind it: the API's form of an error", async () => {
  const port = await freePort();
  using config = new NginxConfig(...texts({ port: await freePort() }), port);
  await using _ = await config.start(`http://127.0.0.1:${port}/`);
  const away = await fetch(`http://127.0.0.1:${port}/reseeder_api/health`);
  expect([away.status, await away.json(), away.headers.get("retry-after")]).toEqual([
    503,
    { status: "error", code: "SERVER_ERROR", message: "Internal utility error" },
    "5",
  ]);
});

withNginx("with the check put in, the tracker says who asks, whatever the client claims", async () => {
  const server = echo();
  const tracker = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: ({ headers }) => {
      if (headers.get("cookie") !== "session=7") return new Response("", { status: 401 });
      return new Response("", { headers: { "x-reseeder-user": "bob", "x-reseeder-passkey": "feedfacefeedface" } });
    },
  });
  const port = await freePort();
  const [zone, location] = texts({ port: server.port ?? 0 });
  using config = new NginxConfig(
    zone,
    withCheck(location).replace("127.0.0.1:9000", `127.0.0.1:${tracker.port}`),
    port,
  );
  try {
    await using _ = await config.start(`http://127.0.0.1:${port}/`);
    const claims = { "x-reseeder-user": "alice", "x-reseeder-passkey": "0123456789abcdef" };
    const ask = (headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${port}/reseeder_api/match/phase1`, { method: "POST", body: "{}", headers });
    const unknown = await ask(claims);
    expect([unknown.status, unknown.headers.get("content-type")]).toEqual([401, "application/json"]);
    expect(await unknown.json()).toEqual({
      status: "error",
      code: "UNAUTHORIZED",
      message: "Log in to the tracker first",
    });
    // The site's own requests and Prometheus's have tokens and no session.
    for (const path of ["api/v1/torrents", "api/v1/feeds/x", "metrics"]) {
      const { status } = await fetch(`http://127.0.0.1:${port}/reseeder_api/${path}`, { headers: claims });
      expect([path, status]).toEqual([path, 200]);
    }
    // biome-ignore lint/suspicious/noExplicitAny: checked below
    const asked: any = await (await ask({ ...claims, cookie: "session=7" })).json();
    expect([asked.headers["x-reseeder-user"], asked.headers["x-reseeder-passkey"]]).toEqual([
      "bob",
      "feedfacefeedface",
    ]);
  } finally {
    server.stop(true);
    tracker.stop(true);
  }
});

withNginx("pushes come as they are sent, however large; the site and Prometheus have no user's limits", async () => {
  /** What came of a push so far. */
  const heads: { path: string; user: string | null }[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    maxRequestBodySize: 64 * 1024 * 1024,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      heads.push({ path: pathname, user: request.headers.get("x-reseeder-user") });
      let bytes = 0;
      for await (const chunk of request.body ?? []) bytes += chunk.length;
      return Response.json({ bytes });
    },
  });
  const port = await freePort();
  const [zone, location] = texts({ port: server.port ?? 0, maxBody: 1024 * 1024, maxPush: 8 * 1024 * 1024 });
  using config = new NginxConfig(zone, location, port);
  const url = `http://127.0.0.1:${port}/reseeder_api`;
  try {
    await using _ = await config.start(`http://127.0.0.1:${port}/`);
    const body = new Uint8Array(6 * 1024 * 1024);
    const pushed = await fetch(`${url}/api/v1/torrents`, { method: "POST", body, headers: { "x-reseeder-user": "x" } });
    expect([pushed.status, await pushed.json()]).toEqual([200, { bytes: body.length }]);
    expect(await Bun.file(config.log).text()).not.toContain("buffered to a temporary file");
    expect(heads).toEqual([{ path: "/api/v1/torrents", user: null }]);

    const send = (path: string, mib: number) =>
      fetch(`${url}/${path}`, { method: "POST", body: new Uint8Array(mib * 1024 * 1024) });
    expect((await send("api/v1/torrents", 10)).status).toBe(413);
    const other = await send("api/v1/history", 4);
    expect([other.status, await other.json()]).toMatchObject([413, { code: "BODY_TOO_LARGE" }]);
    const many = await Promise.all(
      Array.from({ length: 60 }, (_, i) => fetch(`${url}/${i % 2 ? "metrics" : "api/v1/torrents/id:1"}`)),
    );
    expect(many.every(({ status }) => status === 200)).toBe(true);
    expect(heads.at(-1)?.path).toMatch(/^\/(metrics|api\/v1\/torrents\/id:1)$/);
  } finally {
    await server.stop(true);
  }
});

withNginx("over a socket", async () => {
  const port = await freePort();
  using dir = tree();
  const socket = dir.path("api.sock");
  const server = echo(socket);
  const [zone, location] = texts({ host: `unix:${socket}` });
  using config = new NginxConfig(zone, location, port);
  try {
    await using _ = await config.start(`http://127.0.0.1:${port}/`);
    for (const path of ["match/phase1?a=b", "api/v1/torrents", "api/v1/users/x/archive", "metrics"]) {
      // biome-ignore lint/suspicious/noExplicitAny: checked below
      const asked: any = await (await fetch(`http://127.0.0.1:${port}/reseeder_api/${path}`)).json();
      expect([asked.path, asked.headers["x-real-ip"], asked.headers.host]).toEqual([
        `/${path}`,
        "127.0.0.1",
        "127.0.0.1",
      ]);
    }
  } finally {
    await server.stop(true);
  }
});

withNginx("somebody whom nginx lets in by address alone is told so in the form of the API", async () => {
  const port = await freePort();
  const [zone, location] = texts({ port: await freePort() });
  const closed = location.replace(/^( *)#(?=allow|deny)/gm, "$1");
  using config = new NginxConfig(zone, closed, port);
  await using _ = await config.start(`http://127.0.0.1:${port}/`);
  const { status, headers } = await fetch(`http://127.0.0.1:${port}/reseeder_api/metrics`);
  expect([status, headers.get("content-type")]).toEqual([403, "application/json"]);
});
