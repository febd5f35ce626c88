import { Elysia } from "elysia";
import { VERSION } from "../../core/version.ts";
import { rootDetail } from "../openapi/server.ts";
import { type AssetName, type PageAsset, prepareAssets } from "../page/page-assets.ts";
import { PAGE_HEADERS, pageHtml } from "../page/page-html.ts";
import { pageSources } from "../page/page-sources.ts";
import type { RequestContext } from "../request/request-context.ts";
import { withContext } from "../request/with-context.ts";

/** `GET /`: the page for users where a browser asks, else what this is and where to go from here. */
export function rootRoutes() {
  let preparing: Promise<Record<AssetName, PageAsset>> | undefined;
  const assets = () => {
    preparing ??= pageSources().then(prepareAssets);
    return preparing;
  };
  const asset = async (context: RequestContext, name: AssetName) => sendAsset(context, (await assets())[name]);
  return new Elysia({ name: "root" })
    .use(withContext())
    .get("/", ({ context }) => (wantsPage(context) ? page(context) : about(context)), { detail: rootDetail })
    .get("/page/page.js", ({ context }) => asset(context, "page.js"), { detail: { hide: true } })
    .get("/page/worker.js", ({ context }) => asset(context, "worker.js"), { detail: { hide: true } })
    .get("/page/page.css", ({ context }) => asset(context, "page.css"), { detail: { hide: true } });
}

function wantsPage({ request, settings }: RequestContext): boolean {
  const accepted = request.headers.get("accept") ?? "";
  return settings.web_page === 1 && /(?:^|,)\s*text\/html\s*(?:;|,|$)/i.test(accepted);
}

function about(context: RequestContext): Response {
  const said = { name: "ReSeeder", version: VERSION, docs: "docs", health: "health" };
  return context.json(said, 200, { vary: "accept" });
}

function page(context: RequestContext): Response {
  const html = new TextEncoder().encode(pageHtml(context.settings));
  return tagged(context, html, `"${Bun.hash(html).toString(36)}"`, { ...PAGE_HEADERS, vary: "accept" });
}

function sendAsset(context: RequestContext, { type, etag, plain, gzip }: PageAsset): Response {
  const takesGzip = /\bgzip\b/.test(context.request.headers.get("accept-encoding") ?? "");
  const headers = { "content-type": type, "x-content-type-options": "nosniff", vary: "accept-encoding" };
  if (!takesGzip) return tagged(context, plain, etag, headers);
  return tagged(context, gzip, etag.replace(/"$/, '-gzip"'), { ...headers, "content-encoding": "gzip" });
}

/** Sends bytes, or 304 to whoever has them. */
function tagged(context: RequestContext, bytes: Uint8Array, etag: string, headers: Record<string, string>): Response {
  const all = { ...headers, etag, "cache-control": "no-cache" };
  const known = (context.request.headers.get("if-none-match") ?? "").split(",").map((tag) => tag.trim());
  return known.includes(etag) ? context.empty(304, all) : context.bytes(bytes, all);
}
