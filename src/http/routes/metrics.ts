import { Elysia } from "elysia";
import { PROMETHEUS_TYPE, prometheusText } from "../../core/api/prometheus.ts";
import { explain } from "../../store/database/database.ts";
import { metrics } from "../../work/observe/metrics.ts";
import type { RequestCounts } from "../../work/requests/request-counts.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpServices } from "../request/http-services.ts";
import { withContext, withToken } from "../request/with-context.ts";

/** `GET /metrics`: numbers for Prometheus, for who has a token with the scope metrics. */
export function metricsRoutes(guard: Guard, counts: RequestCounts, { requestLog }: HttpServices) {
  return new Elysia({ name: "metrics" })
    .use(withContext())
    .use(withToken(guard, "metrics"))
    .get("/metrics", ({ context }) => {
      const { store } = context;
      const families = explain(store.path, () => metrics(store, counts, requestLog));
      return context.text(prometheusText(families), PROMETHEUS_TYPE);
    });
}
