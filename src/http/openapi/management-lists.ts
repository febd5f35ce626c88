import { MAX_SEARCH, PAGE_LIMITS, TORRENT_KINDS, TORRENT_ORDERS } from "../../core/api/torrent-query.ts";
import { TORRENT_STATES } from "../../core/api/torrent-state.ts";
import { MAX_EXTERNAL_ID } from "../../core/content/external-id.ts";
import { formatCount } from "../../core/quantity.ts";
import { MAX_CHECK_BYTES, MAX_CHECKED } from "./limits.ts";
import { hex, managementErrors, parameter, state, TOKEN, TORRENT_EXAMPLE, torrent } from "./management.ts";
import { type Detail, failure, json, object } from "./parts.ts";

const count = { type: "integer", minimum: 0 };

/** `GET /api/v1/torrents` */
export const listDetail = {
  tags: ["Management"],
  summary: "Torrents of the index, page by page",
  description:
    "Whatever their state, unless `state` says otherwise. Filters hold together. Torrents that are added meanwhile come before the first page (`newest`) or behind the last (`oldest`), so going through the pages shows each of the others once.",
  security: TOKEN,
  parameters: [
    parameter(
      "limit",
      { type: "integer", minimum: 1, maximum: PAGE_LIMITS.max, default: PAGE_LIMITS.default },
      "Torrents of a page.",
    ),
    parameter("cursor", { type: "string" }, "The `next_cursor` of the page before, with all else as it was."),
    parameter(
      "q",
      { type: "string", maxLength: MAX_SEARCH },
      "Words, each of which begins a word of the name or of a file's path. A single character has to be a whole word. Upper and lower case and accents do not matter.",
    ),
    parameter("state", { type: "string", enum: [...TORRENT_STATES, "all"], default: "all" }, "Only these."),
    parameter("private", { type: "integer", enum: [0, 1] }, "Only private torrents, or only others."),
    parameter("kind", { type: "string", enum: [...TORRENT_KINDS] }, "Version of the metainfo."),
    parameter("min_seeders", count, "Of torrents whose seeders were counted."),
    parameter("max_seeders", count, "The same; 0 finds the dead."),
    parameter("external_id", { type: "string", minLength: 1, maxLength: MAX_EXTERNAL_ID }, "The tracker's own id."),
    parameter("info_hash", { type: "string", pattern: "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$" }, "Of version 1 or 2."),
    parameter("sort", { type: "string", enum: [...TORRENT_ORDERS], default: "newest" }, "By the time of adding."),
  ],
  responses: {
    200: {
      description: "A page.",
      ...json(
        object(
          {
            torrents: { type: "array", items: torrent },
            next_cursor: { type: "string", nullable: true, description: "Null on the last page." },
            search_complete: {
              type: "boolean",
              description: "With `q` only: false while torrents that were added lately cannot be found by their words.",
            },
          },
          ["torrents", "next_cursor"],
        ),
        { torrents: [TORRENT_EXAMPLE], next_cursor: null },
      ),
    },
    ...managementErrors('state: expected offered, withheld, missing, flagged, removed, all, got "gone"'),
  },
} as unknown as Detail;

/** `POST /api/v1/torrents/check` */
export const checkDetail = {
  tags: ["Management"],
  summary: `Which of up to ${formatCount(MAX_CHECKED)} torrents are in the index`,
  security: TOKEN,
  requestBody: {
    required: true,
    ...json(object({ info_hashes: { type: "array", maxItems: MAX_CHECKED, items: { type: "string" } } }), {
      info_hashes: ["1b6bf7aea7cc52c8d4d5c2f1d5a5a8c1e8b7b2c3", "d2474e86c95b19b8bcfdb92bc12c9d44667cfa36"],
    }),
  },
  responses: {
    200: {
      description: "Each info-hash once, in lower case and in the order asked for.",
      ...json(
        object({
          torrents: {
            type: "array",
            items: object({
              info_hash: hex,
              torrent_id: { type: "integer" },
              state,
              external_id: { type: "string", nullable: true },
            }),
          },
          unknown: { type: "array", items: hex },
        }),
        {
          torrents: [
            {
              info_hash: "1b6bf7aea7cc52c8d4d5c2f1d5a5a8c1e8b7b2c3",
              torrent_id: 1207,
              state: "offered",
              external_id: "4711",
            },
          ],
          unknown: ["d2474e86c95b19b8bcfdb92bc12c9d44667cfa36"],
        },
      ),
    },
    ...managementErrors('info_hashes[3]: expected 40 or 64 hexadecimal digits, got "x"', {
      413: failure("The body is larger than the server takes.", ["BODY_TOO_LARGE", `Maximum ${MAX_CHECK_BYTES} bytes`]),
    }),
  },
} as unknown as Detail;
