import { expect, test } from "bun:test";
import { startServer } from "../../../src/http/server/listen.ts";
import { Store } from "../../../src/store/store.ts";
import { CHROMIUM, Page } from "../../support/chromium.ts";
import { freePort } from "../../support/free-port.ts";
import { NGINX, NginxConfig } from "../../support/nginx.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { tree } from "../../support/tree.ts";

const missing = [...(CHROMIUM ? [] : ["Chromium"]), ...(NGINX ? [] : ["nginx"])];
const browser = missing.length === 0 ? test : test.skip;
const without = missing.length === 0 ? "" : ` (skipped: no ${missing.join(", no ")})`;
if (missing.length > 0)
  console.warn(`tests/http/server/docs-browser.test.ts: skipped, there is no ${missing.join(" and no ")}`);

/** The seed's own configuration of nginx in front of `port`; `/reseeder_api/` leads to it. */
async function proxy(port: number) {
  const outside = await freePort();
  const config = new NginxConfig(
    "",
    `location /reseeder_api/ {
       proxy_pass http://127.0.0.1:${port}/;
       proxy_set_header Host $host;
       proxy_set_header X-Real-IP $remote_addr;
     }`,
    outside,
  );
  const url = `http://127.0.0.1:${outside}/reseeder_api`;
  const nginx = await config.start(`${url}/health`);
  return {
    url,
    async [Symbol.asyncDispose]() {
      await nginx[Symbol.asyncDispose]();
      config[Symbol.dispose]();
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
      await using nginx = await proxy(server.port);
      await using page = await Page.open();
      const shows = (text: string) => `document.body.innerText.includes(${JSON.stringify(text)})`;
      await page.visit(`${nginx.url}/docs/`, shows("ReSeeder API"));
      await page.until(`[...document.querySelectorAll("a")].some((link) => link.innerText.includes("Check health"))`);
      await page.evaluate(
        `[...document.querySelectorAll("a")].find((link) => link.innerText.includes("Check health")).click()`,
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
  TEST_TIMEOUT_MS,
);
