import type { DocumentDecoration } from "elysia";
import { MAX_EXCLUDED, MAX_NAME, MAX_USER_ID } from "../../core/match-request.ts";
import { SETTING_KEYS, SETTINGS, type SettingDefinition } from "../../core/settings.ts";

/** What /docs and /docs/json say of one endpoint; tests/http/docs.test.ts holds the examples to the real answers. */
export type Detail = DocumentDecoration;
export type Schema = Record<string, unknown>;

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

/** A `user_id` in a request. */
export const userId: Schema = {
  oneOf: [{ type: "string", maxLength: MAX_USER_ID }, { type: "integer" }],
  nullable: true,
  description: "For the log only; absent means anonymous. It never influences a match.",
  example: "12345",
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

/** 503 of any endpoint. */
export const DATABASE = failure(
  "The database cannot be read, or stayed locked; DATABASE_LOCKED comes with Retry-After.",
  ["DATABASE_LOCKED", "The database cannot be used at the moment"],
);
/** 500 of any endpoint. */
export const SERVER = failure("Anything unforeseen; the cause is in the server's log.", [
  "SERVER_ERROR",
  "Internal utility error",
]);

/** What an endpoint that takes a body can answer besides 200. */
export function bodyErrors(maxBody: number, ...badRequests: [code: string, message: string][]) {
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
