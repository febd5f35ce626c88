import { describe, expect, test } from "bun:test";
import { startServer } from "../../../src/http/server/listen.ts";
import { Store } from "../../../src/store/store.ts";
import { CHROMIUM, Page } from "../../support/chromium.ts";
import { freePort } from "../../support/free-port.ts";
import { NGINX, NginxConfig } from "../../support/nginx.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { Served } from "../../support/served.ts";
import { tree } from "../../support/tree.ts";

const EVIL = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
const QUESTION = { files: [{ size: 1 }] };

test("a page elsewhere gets nothing, whatever it calls its body", async () => {
  using served = new Served();
  for (const path of ["/match/handshake", "/match/phase1", "/match/phase2", "/match/report"]) {
    for (const type of ["application/json", "text/plain"]) {
      const { status, said } = await served.ask("POST", path, QUESTION, { headers: { ...EVIL, "content-type": type } });
      expect([path, status, said]).toEqual([
        path,
        403,
        {
          status: "error",
          code: "FORBIDDEN",
          message: 'Sent by the site "https://evil.example", which is not in allowed_origins',
        },
      ]);
    }
  }
  expect(served.sql("SELECT count(*) AS n FROM reports")).toEqual([{ n: 0 }]);
  served.set("auth", "header");
  const headers = { ...EVIL, "x-reseeder-user": "alice" };
  expect((await served.ask("POST", "/match/phase2", QUESTION, { headers, peer: "127.0.0.1" })).status).toBe(403);
  const own = { ...headers, origin: "http://tracker.example", "sec-fetch-site": "same-origin" };
  expect((await served.ask("POST", "/match/phase2", QUESTION, { headers: own, peer: "127.0.0.1" })).status).toBe(200);
});

describe("allowed_origins", () => {
  test("may ask and read the answer, after a preflight too; nobody else is told so", async () => {
    using served = new Served();
    served.set("allowed_origins", "https://site.example");
    const preflight = { "access-control-request-method": "POST", "access-control-request-headers": "content-type" };
    const told = async (origin: string) => {
      const asked = await served.ask("OPTIONS", "/match/phase2", undefined, { headers: { ...preflight, origin } });
      const headers = { origin, "sec-fetch-site": "cross-site" };
      const { status, headers: got } = await served.ask("POST", "/match/phase2", QUESTION, { headers });
      const names = ["origin", "methods", "headers", "credentials"].map((name) => `access-control-allow-${name}`);
      return [names.map((name) => asked.headers.get(name)), status, got.get(names[0] as string)];
    };
    expect(await told("https://site.example")).toEqual([
      ["https://site.example", "POST, OPTIONS", "authorization, content-type, x-reseeder-passkey", "true"],
      200,
      "https://site.example",
    ]);
    expect(await told("https://evil.example")).toEqual([[null, null, null, null], 403, null]);
  });

  test("errors can be read too", async () => {
    using served = new Served();
    served.set("allowed_origins", "https://site.example");
    const headers = { origin: "https://site.example" };
    const { status, headers: got } = await served.ask("POST", "/match/phase2", "[", { headers });
    expect([status, got.get("access-control-allow-origin")]).toEqual([400, "https://site.example"]);
  });
});

describe("allowed_hosts", () => {
  const ask = async (served: Served, host: string, path = "/health") =>
    (await served.app.handle(new Request(`http://${host}${path}`, { headers: { host } }))).status;

  test("is any as long as nobody names one", async () => {
    using served = new Served();
    expect(await ask(served, "evil.example")).toBe(200);
  });

  test("names the hosts; addresses and this machine's own names stay", async () => {
    using served = new Served();
    served.set("allowed_hosts", "tracker.example");
    for (const host of ["tracker.example", "127.0.0.1:8080", "[::1]:8080", "localhost:8080"]) {
      expect([host, await ask(served, host)]).toEqual([host, 200]);
    }
    for (const path of ["/health", "/docs", "/nothing", "/match/phase1"]) {
      expect([path, await ask(served, "evil.example", path)]).toEqual([path, 421]);
    }
    expect(served.rows().at(-1)?.error).toStartWith("MISDIRECTED_REQUEST: ");
  });

  test("that are no names allow no other name", async () => {
    using served = new Served();
    served.set("allowed_hosts", "https://tracker.example/");
    expect([await ask(served, "tracker.example"), await ask(served, "127.0.0.1")]).toEqual([421, 200]);
    expect(served.lines).toEqual([expect.stringContaining("allowed_hosts")]);
  });
});

const missing = [...(CHROMIUM ? [] : ["Chromium"]), ...(NGINX ? [] : ["nginx"])];
const inBrowser = missing.length === 0 ? test : test.skip;
const why = missing.length === 0 ? "" : ` (skipped: no ${missing.join(", no ")})`;

/** Locations of nginx as operators have them: the seed's own, and what Apache's ProxyPass does with the host. */
const PROXIES: [name: string, host: string][] = [
  ["the seed's nginx", "$host"],
  ["Apache's ProxyPass, which hands on its own address", "127.0.0.1"],
];

/** A page of somebody else's, on a port of its own. */
function page(html: string): Bun.Server<undefined> & Disposable {
  const fetch = () => new Response(html, { headers: { "content-type": "text/html" } });
  return Bun.serve({ hostname: "127.0.0.1", port: 0, fetch });
}

for (const [name, host] of PROXIES) {
  inBrowser(
    `a page behind ${name} may ask, one of another origin may not${why}`,
    async () => {
      using dir = tree();
      Store.open(dir.path("reseeder.db"), { create: true }).close();
      const server = startServer({ path: dir.path("reseeder.db"), host: "127.0.0.1", port: 0, log: () => {} });
      try {
        using elsewhere = page("<title>elsewhere</title>");
        const port = await freePort();
        const location = `location /reseeder_api/ {
          proxy_pass http://127.0.0.1:${server.port}/;
          proxy_set_header Host ${host};
          proxy_set_header X-Real-IP $remote_addr;
        }`;
        using config = new NginxConfig("", location, port);
        const url = `http://127.0.0.1:${port}/reseeder_api`;
        await using _ = await config.start(`${url}/health`);
        await using browser = await Page.open();
        const ask = `fetch("${url}/match/phase2", { method: "POST", body: '{"files":[{"size":1}]}' })`;
        await browser.visit(`${url}/docs`, "document.title !== ''");
        expect(await browser.evaluate<number>(`${ask}.then(({ status }) => status)`)).toBe(200);
        // The same name and another port: of the same site to the browser, and another origin.
        await browser.visit(elsewhere.url.href, "document.title === 'elsewhere'");
        await browser.evaluate(
          `fetch("${url}/match/report", { method: "POST", mode: "no-cors", body: "{}" }).then(() => {})`,
        );
      } finally {
        await server.stop(0);
      }
      const store = Store.open(dir.path("reseeder.db"), { readonly: true });
      const rows = store.requests.newest(10).map(({ path, status, error }) => [path, status, error]);
      store.close();
      // The script of the page may end after it, and is a row then.
      const report = rows.find(([path]) => path === "/match/report");
      expect(report).toEqual(["/match/report", 403, expect.stringMatching(/^FORBIDDEN: /)]);
    },
    TEST_TIMEOUT_MS,
  );
}
