import { Elysia } from "elysia";
import { explain } from "../../store/database/database.ts";
import { healthDetail } from "../openapi/health.ts";
import type { Visits } from "../request/request-context.ts";

/** `GET /health`: what is on offer now. */
export function healthRoutes(visits: Visits) {
  return new Elysia({ name: "health" }).get(
    "/health",
    ({ request }) => {
      const visit = visits.of(request);
      const { store } = visit;
      const { torrents, files, roots } = explain(store.path, () => ({
        ...store.statistics.totals(),
        roots: store.roots.count(),
      }));
      return visit.json({ status: "ok", stats: { torrents, files, scan_paths: roots } });
    },
    { detail: healthDetail },
  );
}
