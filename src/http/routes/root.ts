import { Elysia } from "elysia";
import { VERSION } from "../../core/version.ts";
import { once } from "../answer/asset.ts";
import { type AssetName, prepareAssets } from "../page/page-assets.ts";
import { PAGE_HEADERS, pageHtml } from "../page/page-html.ts";
import { pageSources } from "../page/page-sources.ts";
import type { RequestContext } from "../request/request-context.ts";
import { sendAsset, sendTagged } from "../request/send-asset.ts";
import { withContext } from "../request/with-context.ts";

/** `GET /`: the page for users where a browser asks, else what this is and where to go from here. */
export function rootRoutes() {
  const assets = once(async () => prepareAssets(await pageSources()));
  const asset = async (context: RequestContext, name: AssetName) => sendAsset(context, (await assets())[name]);
  return new Elysia({ name: "root" })
    .use(withContext())
    .get("/", ({ context }) => (wantsPage(context) ? page(context) : about(context)))
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
  return sendTagged(context, html, `"${Bun.hash(html).toString(36)}"`, { ...PAGE_HEADERS, vary: "accept" });
}
