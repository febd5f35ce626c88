import type { DocumentDecoration } from "elysia";
import { MAX_EXCLUDED, MAX_NAME, MAX_USER_ID } from "../core/match-request.ts";
import { SETTING_KEYS, SETTINGS, type SettingDefinition } from "../core/settings.ts";

/** What /docs and /docs/json say of each endpoint; `tests/http/docs.test.ts` holds the examples to the real answers. */
type Detail = DocumentDecoration;
type Schema = Record<string, unknown>;

const LIMITS = SETTING_KEYS.map((key) => {
  const { default: value, doc, unit } = SETTINGS[key] as SettingDefinition & { unit?: string };
  return `| \`${key}\` | ${value === "" ? "" : `\`${value}\``}${unit ? ` ${unit}` : ""} | ${doc} |`;
}).join("\n");

/** One sentence, without a character that means something in HTML: the page has it in an attribute. */
export const SUMMARY = "Tells a client which torrents its local files can seed.";

/** The text at the head of the page. */
export const DESCRIPTION = `${SUMMARY}

The order of calls is handshake, phase 1 (names and sizes), phase 2 (sizes alone, for what is left) and, if the client likes, a report. Requests and answers are JSON in UTF-8; unknown fields of a request are ignored, \`null\` counts as absent, and the content type is not insisted on. A response may gain fields. Answers carry \`Cache-Control: no-store\`.

An error is \`{"status":"error","code":"…","message":"…"}\`.

## Limits

They are settings of the server; these are the defaults. They are read anew on every request.

| setting | default | what |
| --- | --- | --- |
${LIMITS}

Fixed: \`exclude_torrent_ids\` holds at most ${MAX_EXCLUDED} ids, \`user_id\` ${MAX_USER_ID} characters, a file's \`name\` ${MAX_NAME} characters.`;

const userId: Schema = {
  oneOf: [{ type: "string", maxLength: MAX_USER_ID }, { type: "integer" }],
  nullable: true,
  description: "For the log only; absent means anonymous. It never influences a match.",
  example: "12345",
};

const size: Schema = {
  type: "integer",
  format: "int64",
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "Bytes.",
  example: 4294967296,
};

function object(properties: Record<string, Schema>, required: string[] = Object.keys(properties)): Schema {
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

const json = (schema: Schema, example: unknown) => ({ content: { "application/json": { schema, example } } });

function failure(description: string, ...examples: [code: string, message: string][]) {
  return {
    description,
    content: {
      "application/json": {
        schema: object({
          status: { type: "string", enum: ["error"] },
          code: { type: "string", example: examples[0]?.[0] },
          message: { type: "string" },
        }),
        examples: Object.fromEntries(
          examples.map(([code, message]) => [code, { value: { status: "error", code, message } }]),
        ),
      },
    },
  };
}

const DATABASE = failure("The database cannot be read, or stayed locked; DATABASE_LOCKED comes with Retry-After.", [
  "DATABASE_LOCKED",
  "The database cannot be used at the moment",
]);
const SERVER = failure("Anything unforeseen; the cause is in the server's log.", [
  "SERVER_ERROR",
  "Internal utility error",
]);

function bodyErrors(maxBody: number, ...badRequests: [code: string, message: string][]) {
  return {
    400: failure(
      "The request is not what the protocol says; the message names the field and the value.",
      ...badRequests,
    ),
    413: failure("The body is larger than the server takes.", ["BODY_TOO_LARGE", `Maximum ${maxBody} bytes`]),
    500: SERVER,
    503: DATABASE,
  };
}

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

export const handshakeDetail = {
  tags: ["Match"],
  summary: "Limits that a client has to know",
  description: "`min_file_size` is told, never enforced: the client leaves smaller files out.",
  requestBody: { required: true, ...json(object({ user_id: userId }, []), { user_id: "12345" }) },
  responses: {
    200: {
      description: "The limits as they are now.",
      ...json(
        object({
          status: { type: "string", enum: ["ok"] },
          min_file_size: { type: "integer", format: "int64", description: "Bytes." },
          max_files_per_request: { type: "integer" },
          max_torrents_per_response: { type: "integer" },
        }),
        {
          status: "ok",
          min_file_size: SETTINGS.min_file_size.default,
          max_files_per_request: SETTINGS.max_files_per_request.default,
          max_torrents_per_response: SETTINGS.max_torrents_per_response.default,
        },
      ),
    },
    ...bodyErrors(SETTINGS.max_body_bytes.default, ["INVALID_REQUEST", "body: expected a JSON object, got an array"]),
  },
} as unknown as Detail;

const exclude: Schema = {
  type: "array",
  items: { type: "integer" },
  maxItems: MAX_EXCLUDED,
  description: "Torrents that the client has already; with their ids a repeated call gives the rest of a long answer.",
};

const matched: Schema = object({
  status: { type: "string", enum: ["ok"] },
  matched_torrents_count: { type: "integer", description: "How many there are, before `max_torrents_per_response`." },
  truncated: { type: "boolean", description: "True when there are more torrents than this answer holds." },
  match: { type: "string", enum: ["name", "size"] },
  matched_torrents: {
    type: "array",
    description: "Those with the largest share of their bytes covered first; among equals, those with no seeder.",
    items: object(
      {
        torrent_id: { type: "integer", description: "Stable, never given to another torrent." },
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
        torrent_file: { type: "string", format: "byte", description: "The .torrent in base64." },
      },
      ["torrent_id", "info_hash", "name", "size", "coverage", "seeders", "files", "torrent_file"],
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
    match: tier,
    matched_torrents: [
      {
        torrent_id: 42,
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

export const phase1Detail = {
  tags: ["Match"],
  summary: "Match by name and size",
  description:
    "Equal size to the byte, and equal names after Unicode NFC and case folding. A `name` may hold a path with `/` or `\\`; its last part counts.",
  requestBody: {
    required: true,
    ...json(
      object(
        {
          user_id: userId,
          phase: { type: "integer", enum: [1] },
          files: {
            type: "array",
            maxItems: SETTINGS.max_files_per_request.default,
            items: object({ name: { type: "string", minLength: 1, maxLength: MAX_NAME }, size }),
          },
          exclude_torrent_ids: exclude,
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
  },
} as unknown as Detail;

export const phase2Detail = {
  tags: ["Match"],
  summary: "Match by size alone",
  description: "For files that were renamed; names in the request are ignored. The client checks the pieces.",
  requestBody: {
    required: true,
    ...json(
      object(
        {
          user_id: userId,
          phase: { type: "integer", enum: [2] },
          files: { type: "array", maxItems: SETTINGS.max_files_per_request.default, items: object({ size }) },
          exclude_torrent_ids: exclude,
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
  },
} as unknown as Detail;

export const reportDetail = {
  tags: ["Match"],
  summary: "What a client found",
  description:
    "Any JSON value; it is stored before the answer. What has the form of the example feeds the statistics, what has not is kept as it came.",
  requestBody: {
    required: true,
    ...json(
      object(
        {
          user_id: userId,
          confirmed: {
            type: "array",
            items: object({ info_hash: { type: "string" }, pieces_verified: { type: "integer" } }, ["info_hash"]),
          },
          rejected: { type: "array", items: object({ info_hash: { type: "string" } }) },
        },
        [],
      ),
      {
        user_id: "12345",
        confirmed: [{ info_hash: "c12fe1c06bba254a9dc9f519b335aa7c1367a88a", pieces_verified: 12 }],
        rejected: [{ info_hash: "d2474e86c95b19b8bcfdb92bc12c9d44667cfa36" }],
      },
    ),
  },
  responses: {
    200: {
      description: "Stored.",
      ...json(object({ status: { type: "string", enum: ["ok"] } }), { status: "ok" }),
    },
    ...bodyErrors(SETTINGS.max_report_bytes.default, [
      "INVALID_REQUEST",
      'body: expected JSON, got "{" (Unexpected EOF)',
    ]),
  },
} as unknown as Detail;
