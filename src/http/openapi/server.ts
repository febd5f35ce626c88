import { VERSION } from "../../core/version.ts";
import { everybody, get, ok, operations, withScope } from "./operation.ts";
import * as t from "./schema.ts";

const about = t.named("About", {
  name: t.oneOf(["ReSeeder"]),
  version: t.text(undefined, { example: VERSION }),
  docs: t.text("Path of the documentation, relative to this one.", { example: "docs" }),
  health: t.text("Path of the health check, relative to this one.", { example: "health" }),
});

const METRICS = `# HELP reseeder_index_torrents Torrents in the index, by state. Only offered ones are matched.
# TYPE reseeder_index_torrents gauge
reseeder_index_torrents{state="offered"} 182540
reseeder_index_torrents{state="missing"} 12
reseeder_index_torrents{state="flagged"} 3
reseeder_index_torrents{state="removed"} 1
reseeder_index_torrents{state="withheld"} 240
`;

export const serverOperations = [
  ...operations("Server", everybody, {
    getHealth: get("/health", "Check health", {
      description: "Counts offered torrents and their files, without padding files.",
      answer: ok("The database can be read.", "Health", {
        stats: t.object({
          torrents: t.count("Offered torrents.", { example: 182540 }),
          files: t.count("Their matchable files.", { example: 1248301 }),
          scan_paths: t.count("Scan paths.", { example: 3 }),
        }),
      }),
    }),
    getAbout: get("/", "Get name and version", {
      description: "Browsers (`Accept: text/html`) get the web page for users instead, unless `web_page` is 0.",
      answer: {
        description: "The program and its version.",
        content: { "application/json": { schema: about }, "text/html": { schema: t.text() } },
      },
    }),
  }),
  ...operations("Server", withScope("metrics"), {
    getMetrics: get("/metrics", "Get metrics for Prometheus", {
      description: "Text format 0.0.4; docs/metrics.md lists every metric. Needs a token of scope `metrics`.",
      answer: {
        description: "All metrics of this process and its database.",
        content: { "text/plain": { schema: t.text(), example: METRICS } },
      },
    }),
  }),
];
