import { swagger } from "@elysiajs/swagger";
import { Elysia } from "elysia";
// The package does not export its browser build; its path is what the binary embeds.
import scalar from "../../../node_modules/@scalar/api-reference/dist/browser/standalone.js" with { type: "file" };
import { DESCRIPTION, DOCUMENTATION } from "../openapi/document.ts";
import type { RequestContext } from "../request/request-context.ts";
import { pathOf } from "../request/request-path.ts";
import { withContext } from "../request/with-context.ts";

/** The page needs its own inline script and styles; anything from elsewhere, and any way out, is rejected. */
const POLICY =
  "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Else the browser asks for /favicon.ico, above the prefix of a proxy. */
const NO_ICON = '<link rel="icon" href="data:,">';

const PAGE_HEADERS = { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY };

const SCRIPT_HEADERS = {
  "content-type": "text/javascript; charset=utf-8",
  "cache-control": "public, max-age=86400",
};

/** The page shows whole addresses in its examples; only the browser knows under which one it came here. */
const HERE = `<script>
      const { dataset } = document.getElementById("api-reference");
      const servers = [{ url: new URL(".", location).href.replace(/[/]$/, "") }];
      dataset.configuration = JSON.stringify({ ...JSON.parse(dataset.configuration), servers });
    </script>
    `;

/** Nothing is asked of, or told to, anybody but this server. */
const SCALAR = {
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: "never",
  hideClientButton: true,
};

/** `GET /docs`: a page that needs nothing from outside and works behind any path prefix; `GET /docs/json`: OpenAPI. */
export function docsRoutes() {
  return new Elysia({ name: "docs" })
    .use(withContext())
    .get("/docs/scalar.js", ({ context }) => context.file(scalar, SCRIPT_HEADERS), { detail: { hide: true } })
    .onAfterHandle(async ({ context, response }) => presentDocs(context, response as Parameters<typeof presentDocs>[1]))
    .use(
      swagger({
        path: "/docs",
        specPath: "/docs/json",
        // Relative to /docs, wherever a proxy puts that.
        scalarCDN: "docs/scalar.js",
        scalarConfig: SCALAR as object,
        excludeMethods: ["OPTIONS"],
        documentation: DOCUMENTATION,
      }),
    );
}

/**
 * Finishes what the plugin answered: the page gets its policy, the document its long description (which the plugin would
 * put into an HTML attribute of the page), and `/docs/` leads to `/docs`, for the sake of the relative links.
 * @param answer the document, or what makes the page: the router hands on a constant answer that way
 */
async function presentDocs(context: RequestContext, answer: { info: object } | (() => Response)): Promise<Response> {
  if (pathOf(context.request) === "/docs/") return context.empty(308, { location: "../docs" });
  if (typeof answer !== "function")
    return context.json({ ...answer, info: { ...answer.info, description: DESCRIPTION } });
  const html = await answer().text();
  const page = html.replace("</head>", `${NO_ICON}</head>`).replace("<script src=", `${HERE}$&`);
  return context.bytes(Buffer.from(page), PAGE_HEADERS);
}
