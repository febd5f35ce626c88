import { swagger } from "@elysiajs/swagger";
import { Elysia } from "elysia";
// The package does not export its browser build; its path is what the binary embeds.
import scalar from "../../../node_modules/@scalar/api-reference/dist/browser/standalone.js" with { type: "file" };
import { type Asset, once, prepareAsset } from "../answer/asset.ts";
import { DESCRIPTION, DOCUMENTATION } from "../openapi/document.ts";
import { pathOf } from "../request/request-path.ts";
import { sendAsset } from "../request/send-asset.ts";
import { withContext } from "../request/with-context.ts";

/** The page needs its own inline script and styles; anything from elsewhere, and any way out, is rejected. */
const POLICY =
  "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Else the browser asks for /favicon.ico, above the prefix of a proxy. */
const NO_ICON = '<link rel="icon" href="data:,">';

const HTML = { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY };
const JSON_TYPE = { "content-type": "application/json" };
const SCRIPT = { "content-type": "text/javascript; charset=utf-8" };

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
  const script = once(async () => prepareAsset(await Bun.file(scalar).bytes(), SCRIPT));
  const page = once(preparePage);
  const document = once(prepareDocument);
  return new Elysia({ name: "docs" })
    .use(withContext())
    .get("/docs/scalar.js", async ({ context }) => sendAsset(context, await script()), { detail: { hide: true } })
    .onAfterHandle(async ({ context, response }) => {
      // For the sake of the relative links.
      if (pathOf(context.request) === "/docs/") return context.empty(308, { location: "../docs" });
      const answer = response as Answer;
      return sendAsset(context, await (typeof answer === "function" ? page(answer) : document(answer)));
    })
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

/** What the plugin answers: the document, or what makes the page, since the router hands on a constant answer that way. */
type Answer = { info: object } | (() => Response);

/** The page with its policy. */
async function preparePage(answer: () => Response): Promise<Asset> {
  const html = await answer().text();
  const page = html.replace("</head>", `${NO_ICON}</head>`).replace("<script src=", `${HERE}$&`);
  return prepareAsset(Buffer.from(page), HTML);
}

/** The document with its long description, which the plugin would put into an HTML attribute of the page. */
function prepareDocument(answer: { info: object }): Promise<Asset> {
  const document = { ...answer, info: { ...answer.info, description: DESCRIPTION } };
  return prepareAsset(Buffer.from(JSON.stringify(document)), JSON_TYPE);
}
