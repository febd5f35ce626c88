import { expect, test } from "bun:test";
import { hashToken, tokenOf } from "../../../src/core/access/token.ts";
import { NGINX_FILES } from "../../../src/core/service/nginx-files.ts";
import { filesOf } from "../../../src/core/service/service-plan.ts";
import { startServer } from "../../../src/http/server/listen.ts";
import { Store } from "../../../src/store/store.ts";
import { freePort } from "../../support/free-port.ts";
import { NGINX, NginxConfig, withCheck } from "../../support/nginx.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { PLAN } from "../../support/service-plan.ts";
import { tree } from "../../support/tree.ts";

const withNginx = NGINX ? test : test.skip;
if (!NGINX) console.warn("tests/http/server/nginx-socket.test.ts: skipped, there is no nginx");

const TOKEN = tokenOf(new Uint8Array(32));

withNginx("behind nginx over a socket: users as the tracker names them, the site by its token", async () => {
  using dir = tree();
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  store.write(() => {
    store.settings.write("auth", "header");
    store.settings.write("trusted_proxies", "");
    const token = { name: "site", scopes: ["manage" as const], createdAt: 1, expiresAt: null };
    store.tokens.add({ ...token, hash: hashToken(TOKEN) });
  });
  const tracker = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: ({ headers }) =>
      headers.get("cookie") === "session=7"
        ? new Response("", { headers: { "x-reseeder-user": "bob" } })
        : new Response("", { status: 401 }),
  });
  const host = `unix:${dir.path("api.sock")}`;
  const server = startServer({ path: dir.path("reseeder.db"), host, port: 0, log: () => {} });
  const port = await freePort();
  const [zone, location] = filesOf(NGINX_FILES, () => ({ ...PLAN, host })).map(({ text }) => text);
  const checked = withCheck(location ?? "").replace("127.0.0.1:9000", `127.0.0.1:${tracker.port}`);
  using config = new NginxConfig(zone ?? "", checked, port);
  const url = `http://127.0.0.1:${port}/reseeder_api`;
  try {
    await using _ = await config.start(`http://127.0.0.1:${port}/`);
    const body = plainTorrent("pushed", 5);
    const pushed = await fetch(`${url}/api/v1/torrents`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/x-bittorrent" },
      body,
    });
    expect([pushed.status, store.statistics.totals().torrents]).toEqual([200, 1]);
    const match = (headers: Record<string, string>) =>
      fetch(`${url}/match/phase2`, { method: "POST", headers, body: '{"files":[{"size":5}]}' });
    expect((await match({ "x-reseeder-user": "alice" })).status).toBe(401);
    const matched = await match({ "x-reseeder-user": "alice", cookie: "session=7" });
    expect([matched.status, await matched.json()]).toEqual([200, expect.objectContaining({ matched_files_count: 1 })]);
  } finally {
    await server.stop(1_000);
    tracker.stop(true);
  }
  const [asked] = store.requestHistory.matching("phase2", 10, 10);
  expect([asked?.userId, asked?.client]).toEqual(["bob", "127.0.0.1"]);
  store.close();
});
