import type { DocumentDecoration } from "elysia";
import { MAX_EXCLUDED, MAX_NAME, MAX_USER_ID } from "../../core/match/match-request.ts";
import { SETTING_KEYS, SETTINGS, type SettingDefinition } from "../../core/settings/settings.ts";

/** What /docs and /docs/json say of one endpoint; tests/http/docs.test.ts holds the examples to the real answers. */
export type Detail = DocumentDecoration;
export type Schema = Record<string, unknown>;

const LIMITS = SETTING_KEYS.map((key) => {
  const { default: value, doc, unit } = SETTINGS[key] as SettingDefinition & { unit?: string };
  return `| \`${key}\` | ${value === "" ? "" : `\`${value}\``}${unit ? ` ${unit}` : ""} | ${doc} |`;
}).join("\n");

/** One sentence, without a character that means something in HTML: the page has it in an attribute. */
export const SUMMARY = "Tells a client which torrents its local files can seed.";

/** The parts of the page, in their order. */
export const TAGS = [
  { name: "Server", description: "How the server is doing." },
  { name: "Match", description: "For clients: which torrents local files can seed." },
  { name: "Archive", description: "For clients: what a user once downloaded." },
  { name: "Management", description: "For the operator's site, with a token of scope `manage`." },
];

/** The text at the head of the page. */
export const DESCRIPTION = `${SUMMARY}

The order of calls is handshake, phase 1 (names and sizes), phase 2 (sizes alone, for what is left) and, if the client likes, a report. Requests and answers are JSON in UTF-8; unknown fields of a request are ignored, \`null\` counts as absent, and the content type is not insisted on. A response may gain fields. Answers carry \`Cache-Control: no-store\`.

An error is \`{"status":"error","code":"…","message":"…"}\`.

## Access

\`/health\` and \`/docs\` are open. Who may use \`/match/…\` and \`/archive\` is the setting \`auth\`: \`none\`, everybody; \`token\`, who sends \`Authorization: Bearer\` and a token; \`header\`, whom the tracker's proxy names in \`X-Reseeder-User\`; \`callback\`, whose passkey (the field \`passkey\` of the body) the tracker knows; \`tracker\`, whose passkey its database knows. The user known that way takes the place of \`user_id\`. A passkey in the query is never looked at. What is below \`/api/v1\` asks for a token with the scope \`manage\`, and \`/metrics\` for one with the scope \`metrics\`, whatever \`auth\` says.

## Limits

They are settings of the server; these are the defaults. They are read anew on every request.

| setting | default | what |
| --- | --- | --- |
${LIMITS}

Fixed: \`exclude_torrent_ids\` holds at most ${MAX_EXCLUDED} ids, \`user_id\` ${MAX_USER_ID} characters, a file's \`name\` ${MAX_NAME} characters.`;

/** A `user_id` in a request. */
export const userId: Schema = {
  oneOf: [{ type: "string", maxLength: MAX_USER_ID }, { type: "integer" }],
  nullable: true,
  description:
    "For the log only; absent means anonymous. It never influences a match, and counts only where `auth` is `none`.",
  example: "12345",
};

/** The `passkey` in a request. */
export const passkey: Schema = {
  type: "string",
  pattern: "^[A-Za-z0-9_-]{8,128}$",
  nullable: true,
  description:
    "The user's passkey on the tracker, where the server asks for it. It is never stored or logged; what the tracker's proxy sends in `X-Reseeder-Passkey` goes before it.",
};

/** The size of a file in a request. */
export const size: Schema = {
  type: "integer",
  format: "int64",
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "Bytes.",
  example: 4294967296,
};

/** The schema of an object; all of its properties are required unless told. */
export function object(properties: Record<string, Schema>, required: string[] = Object.keys(properties)): Schema {
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

/** A body in JSON with its example. */
export const json = (schema: Schema, example: unknown) => ({ content: { "application/json": { schema, example } } });

/** Any of the ways that the setting `auth` may ask for. */
export const SECURITY = [{}, { token: [] }, { proxyUser: [], proxyPasskey: [] }];

/** How requests say who sends them; the passkey of `callback` and `tracker` is a field of the body. */
export const SECURITY_SCHEMES = {
  token: {
    type: "http",
    scheme: "bearer",
    description:
      "Made by `reseeder token create`: with the scope `match` where `auth` = `token`; with `manage` or `metrics` for the operator's endpoints, whatever `auth` says.",
  },
  passkeyBearer: {
    type: "http",
    scheme: "bearer",
    description: "With `auth` = `callback` or `tracker`, where there is no body: the user's passkey.",
  },
  proxyUser: {
    type: "apiKey",
    in: "header",
    name: "X-Reseeder-User",
    description: "With `auth` = `header`: the user, believed from trusted proxies only.",
  },
  proxyPasskey: {
    type: "apiKey",
    in: "header",
    name: "X-Reseeder-Passkey",
    description: "The user's passkey, believed from trusted proxies only.",
  },
} as const;

/** An answer that carries an error. */
export function failure(description: string, ...examples: [code: string, message: string][]) {
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

const LOCKED: [string, string] = ["DATABASE_LOCKED", "The database cannot be used at the moment"];
/** 503 of any endpoint. */
export const DATABASE = failure(
  "The database cannot be read, or stayed locked; DATABASE_LOCKED comes with Retry-After.",
  LOCKED,
);
const TRACKER_AWAY: [string, string] = ["TRACKER_AWAY", "The tracker's database could not be asked; try again later"];
/** 503 of an endpoint for which the tracker's database may have to be asked. */
export const DATABASES = failure(
  "The database cannot be read, or stayed locked, or the tracker's could not be asked; DATABASE_LOCKED and TRACKER_AWAY come with Retry-After.",
  LOCKED,
  TRACKER_AWAY,
);
const BUSY: [string, string] = ["SERVER_BUSY", "Too many bodies are on their way; try again later"];
/** 408 of an endpoint that takes a body. */
export const TIMEOUT = failure("The body had not come whole when others needed its room (max_bodies_in_flight).", [
  "REQUEST_TIMEOUT",
  "body: came too slowly for a server that others wait for",
]);
/** 503 of an endpoint that takes a body. */
export const BODY_WAITS = failure(
  "As elsewhere, or there is no room for another body (max_bodies_in_flight); DATABASE_LOCKED, TRACKER_AWAY and SERVER_BUSY come with Retry-After.",
  LOCKED,
  TRACKER_AWAY,
  BUSY,
);
/** The same where the tracker is never asked. */
export const MANAGED_BODY_WAITS = failure(
  "As elsewhere, or there is no room for another body (max_bodies_in_flight); both come with Retry-After.",
  LOCKED,
  BUSY,
);
/** 503 of a match, which waits while the list of what may be offered is too old. */
export const MATCH_WAITS = failure(
  "As elsewhere, or no list of what may be offered came for `tracker_stale_hours`; all of them come with Retry-After.",
  LOCKED,
  TRACKER_AWAY,
  BUSY,
  ["LIST_STALE", "The list of what may be offered is 25 hours old; matches wait for the next one"],
);
/** 500 of any endpoint. */
export const SERVER = failure("Anything unforeseen; the cause is in the server's log.", [
  "SERVER_ERROR",
  "Internal utility error",
]);

/** 401, 403 and 429 of any endpoint that asks who sends the request. */
export const ACCESS = {
  401: failure("The server asks who sends the request, and this one does not say it, or not rightly.", [
    "UNAUTHORIZED",
    "authorization: expected Bearer and a token of this server",
  ]),
  403: failure("The sender is known and may not; with Retry-After where the tracker could not be asked.", [
    "FORBIDDEN",
    "passkey: the tracker does not let it in",
  ]),
  429: failure("More requests than the server takes from one user; Retry-After says when to come again.", [
    "RATE_LIMITED",
    "Too many requests; the next one in 2 s",
  ]),
};

/** What an endpoint that takes a body can answer besides 200. */
export function bodyErrors(maxBody: number, ...badRequests: [code: string, message: string][]) {
  return {
    400: failure(
      "The request is not what the protocol says; the message names the field and the value.",
      ...badRequests,
    ),
    ...ACCESS,
    408: TIMEOUT,
    413: failure("The body is larger than the server takes.", ["BODY_TOO_LARGE", `Maximum ${maxBody} bytes`]),
    500: SERVER,
    503: BODY_WAITS,
  };
}
