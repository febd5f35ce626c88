import { Elysia } from "elysia";
import { PROMETHEUS_TYPE, prometheusText } from "../../core/api/prometheus.ts";
import { explain } from "../../store/database/database.ts";
import { metrics } from "../../work/observe/metrics.ts";
import type { RequestCounts } from "../../work/requests/request-counts.ts";
import { metricsDetail } from "../openapi/metrics.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpContext } from "../request/http-context.ts";
import type { Visits } from "../request/request-context.ts";

/** `GET /metrics`: numbers for Prometheus, for who has a token with the scope metrics. */
export function metricsRoutes(visits: Visits, guard: Guard, counts: RequestCounts, { requestLog }: HttpContext) {
  return new Elysia({ name: "metrics" }).get(
    "/metrics",
    ({ request }) => {
      const visit = visits.of(request);
      guard.authorise(visit, "metrics");
      const { store } = visit;
      const families = explain(store.path, () => metrics(store, counts, requestLog));
      return visit.text(prometheusText(families), PROMETHEUS_TYPE);
    },
    { detail: metricsDetail },
  );
}
