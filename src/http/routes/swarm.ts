import { Elysia } from "elysia";
import { parseJson } from "../../core/json-text.ts";
import { MAX_PUSH_BYTES, PUSH_SHAPE, readSwarmPush } from "../../core/scrape/swarm-push.ts";
import { storeSwarms } from "../../work/scrape/swarm-push.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpServices } from "../request/http-services.ts";
import { withContext, withToken } from "../request/with-context.ts";

/** `POST /api/v1/swarm`: seeders and leechers, from whoever knows them. */
export function swarmRoutes(guard: Guard, { stores, clock }: HttpServices) {
  return new Elysia({ name: "swarm" })
    .use(withContext())
    .use(withToken(guard, "manage"))
    .post(
      "/api/v1/swarm",
      async ({ context }) => {
        const { value } = parseJson(await context.body(MAX_PUSH_BYTES), PUSH_SHAPE);
        const now = clock();
        const result = await storeSwarms(stores, readSwarmPush(value, now), now);
        await stores.synced();
        context.record.torrents = result.updated;
        return context.json({ status: "ok", ...result });
      },
      { parse: "none" },
    );
}
