import { formatCount } from "../../core/quantity.ts";
import { MAX_PUSH_BYTES, MAX_PUSHED } from "../../core/scrape/swarm-push.ts";
import { managementErrors, TOKEN } from "./management.ts";
import { type Detail, failure, json, object } from "./parts.ts";

const count = { type: "integer", minimum: 0 };

/** `POST /api/v1/swarm` */
export const swarmDetail = {
  tags: ["Management"],
  summary: `Seeders and leechers of up to ${formatCount(MAX_PUSHED)} torrents`,
  description:
    "For trackers that know their swarms and need not be scraped. A count that is older than what is known is left out, and one from the future counts as made now. A torrent without a seeder that somebody confirmed within a week, and that has one now, was revived.",
  security: TOKEN,
  requestBody: {
    required: true,
    ...json(
      object({
        torrents: {
          type: "array",
          maxItems: MAX_PUSHED,
          items: object(
            {
              info_hash: {
                type: "string",
                description: "40 or 64 hexadecimal digits; of version 2 the first 40 do too, as trackers have them.",
              },
              seeders: count,
              leechers: { ...count, nullable: true },
              seen_at: {
                type: "string",
                format: "date-time",
                nullable: true,
                description: "Now, where it is not said.",
              },
            },
            ["info_hash", "seeders"],
          ),
        },
      }),
      {
        torrents: [
          { info_hash: "1b6bf7aea7cc52c8d4d5c2f1d5a5a8c1e8b7b2c3", seeders: 0, leechers: 3 },
          { info_hash: "d2474e86c95b19b8bcfdb92bc12c9d44667cfa36", seeders: 12, seen_at: "2026-11-20T12:00:00Z" },
        ],
      },
    ),
  },
  responses: {
    200: {
      description: "Stored.",
      ...json(
        object({
          status: { type: "string", enum: ["ok"] },
          updated: { ...count, description: "Torrents whose counts are now those given." },
          outdated: { ...count, description: "Torrents of which something newer is known." },
          unknown: { ...count, description: "Info-hashes that were never in the index." },
          revived: { ...count, description: "Torrents that came back to life by it." },
        }),
        { status: "ok", updated: 1, outdated: 0, unknown: 1, revived: 0 },
      ),
    },
    ...managementErrors("torrents[3].seeders: expected a whole number from 0 to 2147483647, got -1", {
      413: failure("The body is larger than the server takes.", ["BODY_TOO_LARGE", `Maximum ${MAX_PUSH_BYTES} bytes`]),
    }),
  },
} as unknown as Detail;
