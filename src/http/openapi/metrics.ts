import { TOKEN, tokenErrors } from "./management.ts";
import type { Detail } from "./parts.ts";

const EXAMPLE = `# HELP reseeder_index_torrents Torrents in the index; offered are those that matches find.
# TYPE reseeder_index_torrents gauge
reseeder_index_torrents{state="offered"} 182540
reseeder_index_torrents{state="missing"} 12
reseeder_index_torrents{state="flagged"} 3
reseeder_index_torrents{state="removed"} 1
reseeder_index_torrents{state="withheld"} 240
`;

/** `GET /metrics` */
export const metricsDetail = {
  tags: ["Server"],
  summary: "Numbers for Prometheus",
  description:
    "Text format 0.0.4; docs/metrics.md has every metric. Asks for a token with the scope `metrics`, whatever `auth` says.",
  security: TOKEN,
  responses: {
    200: {
      description: "All metrics of this process and its database.",
      content: { "text/plain": { schema: { type: "string" }, example: EXAMPLE } },
    },
    ...tokenErrors("metrics"),
  },
} as unknown as Detail;
