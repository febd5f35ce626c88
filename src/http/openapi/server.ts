import { VERSION } from "../../core/version.ts";
import { json, operations } from "./operation.ts";
import * as t from "./schema.ts";

export const serverSchemas = {
  About: t.object({
    name: t.oneOf(["ReSeeder"]),
    version: t.text(undefined, { example: VERSION }),
    docs: t.text("Path of the documentation, relative to this one.", { example: "docs" }),
    health: t.text("Path of the health check, relative to this one.", { example: "health" }),
  }),
  Health: t.answer({
    stats: t.object({
      torrents: t.count("Offered torrents.", { example: 182540 }),
      files: t.count("Their matchable files.", { example: 1248301 }),
      scan_paths: t.count("Scan paths.", { example: 3 }),
    }),
  }),
};

const open = operations("Server", "everybody");

/** `GET /` */
export const rootDetail = open("getAbout", "Get name and version", {
  description: "Browsers (`Accept: text/html`) get the web page for users instead, unless `web_page` is 0.",
  answer: {
    description: "The program and its version.",
    content: { "application/json": { schema: t.ref("About") }, "text/html": { schema: t.text() } },
  },
});

/** `GET /health` */
export const healthDetail = open("getHealth", "Check health", {
  description: "Counts offered torrents and their files, without padding files.",
  answer: json("The database can be read.", "Health"),
});

const METRICS = `# HELP reseeder_index_torrents Torrents in the index, by state. Only offered ones are matched.
# TYPE reseeder_index_torrents gauge
reseeder_index_torrents{state="offered"} 182540
reseeder_index_torrents{state="missing"} 12
reseeder_index_torrents{state="flagged"} 3
reseeder_index_torrents{state="removed"} 1
reseeder_index_torrents{state="withheld"} 240
`;

/** `GET /metrics` */
export const metricsDetail = operations("Server", "metrics")("getMetrics", "Get metrics for Prometheus", {
  description: "Text format 0.0.4; docs/metrics.md lists every metric. Needs a token of scope `metrics`.",
  answer: {
    description: "All metrics of this process and its database.",
    content: { "text/plain": { schema: t.text(), example: METRICS } },
  },
});
