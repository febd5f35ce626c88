import { DATABASE, type Detail, json, object, SERVER } from "./parts.ts";

/** `GET /health` */
export const healthDetail = {
  tags: ["Server"],
  summary: "Health check and counts",
  description: "What is on offer now: missing and flagged torrents and padding files are left out.",
  responses: {
    200: {
      description: "The database can be read.",
      ...json(
        object({
          status: { type: "string", enum: ["ok"] },
          stats: object({
            torrents: { type: "integer" },
            files: { type: "integer" },
            scan_paths: { type: "integer" },
          }),
        }),
        { status: "ok", stats: { torrents: 182540, files: 1248301, scan_paths: 3 } },
      ),
    },
    500: SERVER,
    503: DATABASE,
  },
} as unknown as Detail;
