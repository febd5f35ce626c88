import { ERRORS, type ErrorCode } from "../../core/errors.ts";
import { ANSWERED_CODES } from "../request/problem.ts";
import * as t from "./schema.ts";

/** When a code is answered, and a message that it may come with. */
const TOLD = {
  INVALID_REQUEST: ["The request is malformed; the message names the field and its value.", "Host: expected one"],
  TOO_MANY_FILES: ["`files` is longer than the setting `max_files_per_request`.", "Maximum 10000 files"],
  LIST_UNFINISHED: ["The list has no last line, or that counts other lines.", "The list breaks off after 2 lines"],
  UNAUTHORIZED: [
    "The request does not say who sends it, or not correctly.",
    "authorization: expected Bearer and a token of this server",
  ],
  FORBIDDEN: ["The sender is known but not allowed to do this.", "passkey: the tracker does not let it in"],
  NOT_FOUND: ["The torrent was never in the index.", "torrent 1207: it was never in the index"],
  WITHHELD: [
    "The list of torrents on offer keeps this one back.",
    "torrent 1207: the list of what may be offered keeps it back",
  ],
  REQUEST_TIMEOUT: [
    "The body came too slowly while other bodies needed the memory.",
    "body: came too slowly for a server that others wait for",
  ],
  LIST_EMPTY: ["The list is empty.", "The list names no torrent that may be offered"],
  LIST_SHRUNK: ["The list withholds too much at once.", "The list would withhold 312 of 1204 torrents on offer"],
  LIST_OWNED: ["A connected tracker provides the list.", "The list of what may be offered is said by tracker = unit3d"],
  BODY_TOO_LARGE: ["The body is too large.", "Maximum 16777216 bytes"],
  MISDIRECTED_REQUEST: [
    "`Host` is not a name of this server (setting `allowed_hosts`).",
    'Host "tracker.example": not a name of this server (setting allowed_hosts)',
  ],
  RATE_LIMITED: ["Too many requests.", "Too many requests; the next one in 2 s"],
  SERVER_ERROR: ["Something unforeseen went wrong; the server's log has the cause.", "Internal utility error"],
  DATABASE_LOCKED: [
    "The database is locked or cannot be read (any `DATABASE_…` code).",
    "The database cannot be used at the moment",
  ],
  TRACKER_AWAY: ["The tracker does not answer.", "The tracker's database could not be asked; try again later"],
  SERVER_BUSY: [
    "Request bodies already fill the memory set aside for them.",
    "Too many bodies are on their way; try again later",
  ],
  LIST_BUSY: ["Another list is being taken in.", "Another list is being taken in"],
  LIST_STALE: [
    "The list of torrents on offer is older than `tracker_stale_hours`.",
    "The list of what may be offered is 25 hours old; matches wait for the next one",
  ],
} as const satisfies Partial<Record<ErrorCode, readonly [when: string, message: string]>>;

export type ToldCode = keyof typeof TOLD;
/** Codes that an operation answers, each with a message for its example, or null for the usual one. */
export type Failures = Partial<Record<ToldCode, string | null>>;

/** The body of every answer that is an error. */
export const errorSchemas = {
  Error: t.object({
    status: t.oneOf(["error"]),
    code: t.oneOf(ANSWERED_CODES, "What went wrong, for programs."),
    message: t.text("What went wrong, for people: what, where and with which value."),
  }),
};

const RETRY = { "Retry-After": { $ref: "#/components/headers/RetryAfter" } };
/** t.Headers that a status comes with. */
const HEADERS: Readonly<Record<number, t.Headers>> = {
  401: { "WWW-Authenticate": { schema: t.text(undefined, { example: 'Bearer realm="reseeder"' }) } },
  429: RETRY,
  503: RETRY,
};

/** The answers that are errors, by status. */
export function failures(codes: Failures): Record<number, t.Answer> {
  const answers: Record<number, t.Answer> = {};
  for (const [code, { when, message }] of told(codes)) {
    const status = ERRORS[code].http;
    const { description, content } = answers[status] ?? {};
    const examples = content?.["application/json"]?.examples;
    answers[status] = {
      description: description ? `${description} ${when}` : when,
      ...(HEADERS[status] ? { headers: HEADERS[status] } : {}),
      content: {
        "application/json": {
          schema: t.ref("Error"),
          examples: { ...examples, [code]: { value: { status: "error", code, message } } },
        },
      },
    };
  }
  return answers;
}

function told(codes: Failures): [ToldCode, { when: string; message: string }][] {
  const all = Object.keys(TOLD) as ToldCode[];
  return all.flatMap((code) => {
    const [when, usual] = TOLD[code];
    const message = codes[code];
    return message === undefined ? [] : [[code, { when, message: message ?? usual }]];
  });
}
