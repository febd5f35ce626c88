import { Elysia } from "elysia";
import { VERSION } from "../../core/version.ts";
import { rootDetail } from "../openapi/root.ts";
import { withContext } from "../request/with-context.ts";

/** `GET /`: what this is, and where to go from here. */
export function rootRoutes() {
  return new Elysia({ name: "root" })
    .use(withContext())
    .get(
      "/",
      ({ context }) =>
        context.json({ name: "ReSeeder", version: VERSION, docs: "docs", health: "health" }, 200, { vary: "accept" }),
      { detail: rootDetail },
    );
}
