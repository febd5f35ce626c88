import { Elysia } from "elysia";
import { parseJson } from "../../core/json-text.ts";
import { MAX_PUSH_BYTES, PUSH_SHAPE, readSwarmPush } from "../../core/scrape/swarm-push.ts";
import { storeSwarms } from "../../work/scrape/swarm-push.ts";
import { swarmDetail } from "../openapi/swarm.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpContext } from "../request/http-context.ts";
import type { Visits } from "../request/request-context.ts";

/** `POST /api/v1/swarm`: seeders and leechers, from whoever knows them. */
export function swarmRoutes(visits: Visits, guard: Guard, { writers, clock }: HttpContext) {
  return new Elysia({ name: "swarm" }).post(
    "/api/v1/swarm",
    async ({ request }) => {
      const visit = visits.of(request);
      guard.authorise(visit, "manage");
      const { value } = parseJson(await visit.body(MAX_PUSH_BYTES), PUSH_SHAPE);
      const now = clock();
      const result = await storeSwarms(writers, readSwarmPush(value, now), now);
      visit.torrents = result.updated;
      return visit.json({ status: "ok", ...result });
    },
    { parse: "none", detail: swarmDetail },
  );
}
