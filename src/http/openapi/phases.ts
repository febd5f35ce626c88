import { MAX_EXCLUDED, MAX_NAME } from "../../core/match/match-request.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import {
  bodyErrors,
  type Detail,
  json,
  MATCH_WAITS,
  object,
  passkey,
  type Schema,
  SECURITY,
  size,
  userId,
} from "./parts.ts";

const exclude: Schema = {
  type: "array",
  items: { type: "integer" },
  maxItems: MAX_EXCLUDED,
  description: "Torrents that the client has already; with their ids a repeated call gives the rest of a long answer.",
};

const minShare: Schema = {
  type: "number",
  minimum: 0,
  maximum: 100,
  description:
    "Smallest share of a torrent's bytes that the files shall cover, in percent; the server's setting counts where it is larger.",
};

const matched: Schema = object({
  status: { type: "string", enum: ["ok"] },
  matched_torrents_count: { type: "integer", description: "How many there are, before `max_torrents_per_response`." },
  truncated: { type: "boolean", description: "True when there are more torrents than this answer holds." },
  held_back: {
    type: "integer",
    description:
      "Torrents that match and do not go out by the settings `offer_min_age_days`, `offer_max_seeders`, `min_share` and `hand_outs_per_day`.",
  },
  match: { type: "string", enum: ["name", "size"] },
  matched_torrents: {
    type: "array",
    description: "Those with the largest share of their bytes covered first; among equals, those with no seeder.",
    items: object(
      {
        torrent_id: { type: "integer", description: "Stable, never given to another torrent." },
        external_id: {
          type: "string",
          nullable: true,
          description: "The tracker's own id; null when it is not known.",
        },
        info_hash: { type: "string", description: "40 hex digits (v1, hybrid) or 64 (v2 only)." },
        name: { type: "string" },
        size: { type: "integer", format: "int64", description: "Bytes of its real files." },
        coverage: object({
          files: { type: "integer" },
          of_files: { type: "integer" },
          bytes: { type: "integer", format: "int64" },
          of_bytes: { type: "integer", format: "int64" },
        }),
        seeders: { type: "integer", nullable: true, description: "null when it is not known." },
        files: {
          type: "array",
          description: "Every pair of a file of the request and a file of the torrent that may be the same.",
          items: object({
            request_index: { type: "integer", description: "Place in the request's `files`, from 0." },
            path: { type: "string", description: "In the torrent's layout, with its root folder." },
            match: {
              type: "string",
              enum: ["name", "size"],
              description: "`size`: names do not decide this pair; check the pieces.",
            },
          }),
        },
        files_truncated: { type: "boolean", description: "Only present, and true, when `files` lists not every pair." },
        torrent_file: {
          type: "string",
          format: "byte",
          description:
            "The .torrent in base64; with the announce URLs of the user where the server has `announce_urls`, else as it lies there.",
        },
      },
      ["torrent_id", "external_id", "info_hash", "name", "size", "coverage", "seeders", "files", "torrent_file"],
    ),
  },
  matched_files_count: { type: "integer", description: "Sum of `coverage.files` over the torrents of this answer." },
  skipped_torrents: { type: "integer", description: "Matches whose .torrent could not be read just now." },
  ambiguous_sizes: {
    type: "array",
    items: { type: "integer", format: "int64" },
    description: "Sizes that too many torrents share to find any by themselves.",
  },
});

function matchedExample(tier: "name" | "size") {
  return {
    status: "ok",
    matched_torrents_count: 1,
    truncated: false,
    held_back: 0,
    match: tier,
    matched_torrents: [
      {
        torrent_id: 42,
        external_id: "1234",
        info_hash: "c12fe1c06bba254a9dc9f519b335aa7c1367a88a",
        name: "Movie Name",
        size: 4294967296,
        coverage: { files: 1, of_files: 1, bytes: 4294967296, of_bytes: 4294967296 },
        seeders: null,
        files: [{ request_index: 0, path: "Movie Name/movie.mkv", match: tier }],
        torrent_file: "ZDg6YW5ub3VuY2Uw…",
      },
    ],
    matched_files_count: 1,
    skipped_torrents: 0,
    ambiguous_sizes: [],
  };
}

const TOO_MANY: [string, string] = ["TOO_MANY_FILES", `Maximum ${SETTINGS.max_files_per_request.default} files`];

/** `POST /match/phase1` */
export const phase1Detail = {
  tags: ["Match"],
  summary: "Match by name and size",
  description:
    "Equal size to the byte, and equal names after Unicode NFC and case folding. A `name` may hold a path with `/` or `\\`; its last part counts.",
  security: SECURITY,
  requestBody: {
    required: true,
    ...json(
      object(
        {
          user_id: userId,
          passkey,
          phase: { type: "integer", enum: [1] },
          files: {
            type: "array",
            maxItems: SETTINGS.max_files_per_request.default,
            items: object({ name: { type: "string", minLength: 1, maxLength: MAX_NAME }, size }),
          },
          exclude_torrent_ids: exclude,
          min_share: minShare,
        },
        ["files"],
      ),
      {
        user_id: "12345",
        phase: 1,
        files: [
          { name: "movie.mkv", size: 4294967296 },
          { name: "show.s01e01.mkv", size: 1073741824 },
        ],
      },
    ),
  },
  responses: {
    200: { description: "Streamed, torrent by torrent.", ...json(matched, matchedExample("name")) },
    ...bodyErrors(SETTINGS.max_body_bytes.default, TOO_MANY, [
      "INVALID_REQUEST",
      "files[3].name: expected a file name, got nothing",
    ]),
    503: MATCH_WAITS,
  },
} as unknown as Detail;

/** `POST /match/phase2` */
export const phase2Detail = {
  tags: ["Match"],
  summary: "Match by size alone",
  description: "For files that were renamed; names in the request are ignored. The client checks the pieces.",
  security: SECURITY,
  requestBody: {
    required: true,
    ...json(
      object(
        {
          user_id: userId,
          passkey,
          phase: { type: "integer", enum: [2] },
          files: { type: "array", maxItems: SETTINGS.max_files_per_request.default, items: object({ size }) },
          exclude_torrent_ids: exclude,
          min_share: minShare,
        },
        ["files"],
      ),
      { user_id: "12345", phase: 2, files: [{ size: 4294967296 }], exclude_torrent_ids: [42, 55] },
    ),
  },
  responses: {
    200: { description: "Streamed, torrent by torrent.", ...json(matched, matchedExample("size")) },
    ...bodyErrors(SETTINGS.max_body_bytes.default, TOO_MANY, [
      "INVALID_REQUEST",
      "files[3].size: expected a whole number of bytes, got -1",
    ]),
    503: MATCH_WAITS,
  },
} as unknown as Detail;
