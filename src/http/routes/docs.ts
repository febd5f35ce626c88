import { swagger } from "@elysiajs/swagger";
import { Elysia } from "elysia";
// The package does not export its browser build; its path is what the binary embeds.
import scalar from "../../../node_modules/@scalar/api-reference/dist/browser/standalone.js" with { type: "file" };
import { VERSION } from "../../core/version.ts";
import { DESCRIPTION, SECURITY_SCHEMES, SUMMARY, TAGS } from "../openapi/parts.ts";
import { pathOf, type Visit } from "../request/request-context.ts";

/** The page needs its own inline script and styles; anything from elsewhere, and any way out, is rejected. */
const POLICY =
  "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Else the browser asks for /favicon.ico, above the prefix of a proxy. */
const NO_ICON = '<link rel="icon" href="data:,">';

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
  const script = () =>
    new Response(Bun.file(scalar), {
      headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "public, max-age=86400" },
    });
  return new Elysia({ name: "docs" }).get("/docs/scalar.js", script, { detail: { hide: true } }).use(
    swagger({
      path: "/docs",
      specPath: "/docs/json",
      // Relative to /docs, wherever a proxy puts that.
      scalarCDN: "docs/scalar.js",
      scalarConfig: SCALAR as object,
      excludeMethods: ["OPTIONS"],
      documentation: {
        info: { title: "ReSeeder API", version: VERSION, description: SUMMARY },
        tags: TAGS,
        servers: [{ url: "..", description: "This server" }],
        components: { securitySchemes: SECURITY_SCHEMES },
      },
    }),
  );
}

/**
 * Finishes what the plugin answered: the page gets its policy, the document its long description (which the plugin would
 * put into an HTML attribute of the page), and `/docs/` leads to `/docs`, for the sake of the relative links.
 */
export async function presentDocs(visit: Visit, response: Response): Promise<Response> {
  if (pathOf(visit.request) === "/docs/") return new Response(null, { status: 308, headers: { location: "../docs" } });
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/html")) {
    const html = await response.text();
    const page = Buffer.from(html.replace("</head>", `${NO_ICON}</head>`).replace("<script src=", `${HERE}$&`));
    visit.bytesOut = page.length;
    return new Response(page, {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy": POLICY,
      },
    });
  }
  if (type.startsWith("application/json")) {
    const document = (await response.json()) as { info: object };
    return visit.json({ ...document, info: { ...document.info, description: DESCRIPTION } });
  }
  visit.bytesOut = Number(response.headers.get("content-length") ?? Bun.file(scalar).size);
  return response;
}
