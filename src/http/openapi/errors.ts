import { ERRORS, type ErrorCode } from "../../core/errors.ts";
import { ANSWERED_CODES } from "../request/problem.ts";
import * as t from "./schema.ts";

/** Codes, when each is answered, and a message that it may come with; in the order in which they are listed. */
const TOLD = [
  ["INVALID_REQUEST", "The request is malformed; the message names the field and its value.", "Host: expected one"],
  ["TOO_MANY_FILES", "`files` is longer than the setting `max_files_per_request`.", "Maximum 10000 files"],
  [
    "LIST_UNFINISHED",
    "The last line is missing, or does not match the number of lines.",
    "The list is cut off after 2 lines",
  ],
  ["UNAUTHORIZED", "The token, passkey or user is missing or wrong.", "authorization: expected Bearer and a token"],
  ["FORBIDDEN", "The sender is known, but not allowed to do this.", "passkey: rejected by the tracker"],
  ["NOT_FOUND", "The torrent is not in the index.", "torrent 1207: not in the index"],
  ["WITHHELD", "The tracker's list withholds the torrent.", "torrent 1207: withheld by the tracker's list"],
  [
    "REQUEST_TIMEOUT",
    "The body arrived too slowly while others needed its memory.",
    "body: arrived too slowly while the server was busy",
  ],
  ["LIST_EMPTY", "The list is empty.", "The list contains no torrent to offer"],
  [
    "LIST_SHRUNK",
    "The list would withhold too many torrents.",
    "The list would withhold 312 of 1204 torrents on offer",
  ],
  ["LIST_OWNED", "A connected tracker provides the list.", "The list comes from the tracker (tracker = unit3d)"],
  ["BODY_TOO_LARGE", "The body is too large.", "Maximum 16777216 bytes"],
  [
    "MISDIRECTED_REQUEST",
    "`Host` is not a host name of this server (setting `allowed_hosts`).",
    'Host "tracker.example": not a host name of this server (setting allowed_hosts)',
  ],
  ["RATE_LIMITED", "Too many requests.", "Too many requests; try again in 2 s"],
  ["SERVER_ERROR", "An unexpected error; the server log has the cause.", "Internal utility error"],
  ["DATABASE_LOCKED", "The database is locked or unreadable (any `DATABASE_…` code).", "The database is unavailable"],
  ["TRACKER_AWAY", "The tracker does not answer.", "The tracker is not reachable. Try again later"],
  [
    "SERVER_BUSY",
    "Request bodies in progress use up `max_bodies_in_flight`.",
    "Too many request bodies at a time; try again later",
  ],
  ["LIST_BUSY", "Another list is being imported.", "Another list is being imported"],
  [
    "LIST_STALE",
    "The tracker's list is older than `tracker_stale_hours`.",
    "The tracker's list is 25 hours old; matching resumes with the next one",
  ],
] as const satisfies readonly (readonly [code: ErrorCode, when: string, message: string])[];

/** Codes that an operation answers, each with a message for its example, or null for the usual one. */
export type Failures = Partial<Record<(typeof TOLD)[number][0], string | null>>;

/** The body of every answer that is an error. */
const ERROR = t.named("Error", {
  status: t.oneOf(["error"]),
  code: t.oneOf(ANSWERED_CODES, "The error, for programs."),
  message: t.text("The error, for people: what, where and which value."),
});

const RETRY = { "Retry-After": { $ref: "#/components/headers/RetryAfter" } };
/** Headers that a status comes with. */
const HEADERS: Readonly<Record<number, t.Headers>> = {
  401: { "WWW-Authenticate": { schema: t.text(undefined, { example: 'Bearer realm="reseeder"' }) } },
  429: RETRY,
  503: RETRY,
};

/** The answers that are errors, by status. */
export function failures(codes: Failures): Record<number, t.Answer> {
  const answers: Record<number, t.Answer> = {};
  for (const [code, when, usual] of TOLD) {
    const message = codes[code];
    if (message === undefined) continue;
    const status = ERRORS[code].http;
    const { description, content } = answers[status] ?? {};
    const value = { status: "error", code, message: message ?? usual };
    const examples = { ...content?.["application/json"]?.examples, [code]: { value } };
    answers[status] = {
      description: description ? `${description} ${when}` : when,
      ...(HEADERS[status] ? { headers: HEADERS[status] } : {}),
      content: { "application/json": { schema: ERROR, examples } },
    };
  }
  return answers;
}
