import { expect, test } from "bun:test";
import { VERSION } from "../../../src/core/version.ts";
import { Served } from "../../support/served.ts";

test("says what it is, and where to go from here, relative to any prefix", async () => {
  using served = new Served();
  const { status, said, headers } = await served.ask("GET", "/");
  expect([status, said]).toEqual([200, { name: "ReSeeder", version: VERSION, docs: "docs", health: "health" }]);
  expect(headers.get("vary")).toBe("accept");
  for (const link of [said.docs, said.health]) {
    expect((await served.ask("GET", new URL(link, "http://tracker.example/").pathname)).status).toBe(200);
  }
});

const BROWSER = { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } };

test("a browser gets the page, with a policy that allows nothing inline and nothing from elsewhere", async () => {
  using served = new Served();
  served.set("page_title", `Films & "more" <b>`);
  const page = await served.app.handle(new Request("http://127.0.0.1/", BROWSER));
  const html = await page.text();
  expect([page.status, page.headers.get("content-type"), page.headers.get("vary")]).toEqual([
    200,
    "text/html; charset=utf-8",
    "accept",
  ]);
  expect(html).toContain("<title>Films &amp; &quot;more&quot; &lt;b&gt;</title>");
  const policy = page.headers.get("content-security-policy");
  expect(policy).not.toContain("unsafe");
  expect(policy).toContain("frame-ancestors 'self'");
  expect(html).not.toMatch(/<script(?![^>]* src=)|\son\w+=|style=/);
  for (const [, link] of html.matchAll(/(?:src|href)="((?!data:)[^"]+)"/g)) {
    expect(link).not.toMatch(/^[/]|:/);
    const path = new URL(link ?? "", "http://127.0.0.1/").pathname;
    const plain = await served.app.handle(new Request(`http://127.0.0.1${path}`));
    const packed = await served.app.handle(
      new Request(`http://127.0.0.1${path}`, { headers: { "accept-encoding": "gzip" } }),
    );
    expect([plain.status, packed.headers.get("content-encoding")]).toEqual([200, "gzip"]);
    expect(Buffer.from(Bun.gunzipSync(await packed.arrayBuffer())).equals(Buffer.from(await plain.arrayBuffer()))).toBe(
      true,
    );
    const etag = packed.headers.get("etag") ?? "";
    expect(etag).not.toBe(plain.headers.get("etag") ?? "");
    const again = await served.app.handle(
      new Request(`http://127.0.0.1${path}`, { headers: { "accept-encoding": "gzip", "if-none-match": etag } }),
    );
    expect(again.status).toBe(304);
  }
});

test("with web_page 0 a browser gets what programs get", async () => {
  using served = new Served();
  served.set("web_page", "0");
  const answer = await served.app.handle(new Request("http://127.0.0.1/", BROWSER));
  expect(await answer.json()).toMatchObject({ name: "ReSeeder" });
});
