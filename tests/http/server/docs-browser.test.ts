import { expect, test } from "bun:test";
import { startServer } from "../../../src/http/server/listen.ts";
import { Store } from "../../../src/store/store.ts";
import { CHROMIUM, Page } from "../../support/chromium.ts";
import { freePort } from "../../support/free-port.ts";
import { type Tree, tree } from "../../support/tree.ts";

const NGINX = Bun.which("nginx") ?? Bun.which("nginx", { PATH: "/usr/sbin:/usr/local/sbin" });
const missing = [...(CHROMIUM ? [] : ["Chromium"]), ...(NGINX ? [] : ["nginx"])];
const browser = missing.length === 0 ? test : test.skip;
const without = missing.length === 0 ? "" : ` (skipped: no ${missing.join(", no ")})`;
if (missing.length > 0)
  console.warn(`tests/http/docs-browser.test.ts: skipped, there is no ${missing.join(" and no ")}`);

/** The seed's own configuration of nginx in front of `port`. */
async function proxy(dir: Tree, port: number): Promise<{ url: string } & AsyncDisposable> {
  const outside = await freePort();
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${dir.path(name)};`,
  );
  const config = dir.write(
    "nginx.conf",
    `daemon off; pid ${dir.path("nginx.pid")}; events {}
     http {
       access_log off; ${temporary.join(" ")}
       server {
         listen 127.0.0.1:${outside};
         location /reseeder_api/ {
           proxy_pass http://127.0.0.1:${port}/;
           proxy_set_header Host $host;
           proxy_set_header X-Real-IP $remote_addr;
         }
       }
     }`,
  );
  const process = Bun.spawn([NGINX ?? "nginx", "-e", dir.path("error.log"), "-c", config], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  const url = `http://127.0.0.1:${outside}/reseeder_api`;
  // It says nowhere that it listens.
  while (process.exitCode === null && !(await fetch(`${url}/health`).catch(() => null))) await Bun.sleep(5);
  if (process.exitCode !== null) throw new Error(`nginx ended: ${await Bun.file(dir.path("error.log")).text()}`);
  return {
    url,
    async [Symbol.asyncDispose]() {
      process.kill();
      await process.exited;
    },
  };
}

browser(
  `the page at /docs works behind a path prefix with no network${without}`,
  async () => {
    using dir = tree();
    Store.open(dir.path("reseeder.db"), { create: true }).close();
    const server = startServer({ path: dir.path("reseeder.db"), host: "127.0.0.1", port: 0, log: () => {} });
    try {
      await using nginx = await proxy(dir, server.port);
      await using page = await Page.open();
      const shows = (text: string) => `document.body.innerText.includes(${JSON.stringify(text)})`;
      await page.visit(`${nginx.url}/docs/`, shows("ReSeeder API"));
      await page.until(`[...document.querySelectorAll("a")].some((link) => link.innerText.includes("Health check"))`);
      await page.evaluate(
        `[...document.querySelectorAll("a")].find((link) => link.innerText.includes("Health check")).click()`,
      );
      await page.until(shows(`curl ${nginx.url}/health`));
      // The page itself can ask the API, through the prefix.
      await page.evaluate(
        `[...document.querySelectorAll("button")].find((each) => each.innerText.includes("Test Request")).click()`,
      );
      await page.until(
        `[...document.querySelectorAll("button")].some((each) => each.innerText.trim().startsWith("Send"))`,
      );
      await page.evaluate(
        `[...document.querySelectorAll("button")].find((each) => each.innerText.trim().startsWith("Send")).click()`,
      );
      await page.until(shows("200 OK"));
      expect([...new Set(page.requests)]).toEqual(
        ["/docs/", "/docs", "/docs/scalar.js", "/docs/json", "/health"].map((path) => `${nginx.url}${path}`),
      );
    } finally {
      await server.stop(0);
    }
  },
  60_000,
);
