import { swagger } from "@elysiajs/swagger";
import { Elysia } from "elysia";
import scalar from "../../../node_modules/@scalar/api-reference/dist/browser/standalone.js" with { type: "file" };
import { VERSION } from "../../core/version.ts";
import { DESCRIPTION } from "../openapi.ts";
import type { Visits } from "../visit.ts";

const SCRIPT = "/docs/scalar.js";

/** `GET /docs`: a page that needs nothing from outside and works behind any path prefix; `GET /docs/json`: OpenAPI. */
export function docsRoutes(_visits: Visits) {
  const script = () =>
    new Response(Bun.file(scalar), {
      headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "max-age=86400" },
    });
  return new Elysia({ name: "docs" })
    .use(
      swagger({
        path: "/docs",
        specPath: "/docs/json",
        scalarCDN: "docs/scalar.js",
        excludeMethods: ["OPTIONS", "HEAD"],
        documentation: {
          info: { title: "ReSeeder match API", version: VERSION, description: DESCRIPTION },
          servers: [{ url: ".." }],
        },
      }),
    )
    .get(SCRIPT, script, { detail: { hide: true } })
    .head(SCRIPT, script, { detail: { hide: true } });
}
