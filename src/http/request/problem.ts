import { ERRORS, type ErrorCode, ReseederError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { errorMessage } from "../../core/thrown-error.ts";
import type { RequestContext } from "./request-context.ts";

/** Codes whose sentence was written for the client; any other may name paths of this machine. */
const PUBLIC: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...(["TOO_MANY_FILES", "INVALID_REQUEST", "BODY_TOO_LARGE", "NOT_FOUND", "METHOD_NOT_ALLOWED"] as const),
  ...([
    "UNAUTHORIZED",
    "FORBIDDEN",
    "RATE_LIMITED",
    "MISDIRECTED_REQUEST",
    "REQUEST_TIMEOUT",
    "SERVER_BUSY",
    "TRACKER_AWAY",
  ] as const),
  ...(["WITHHELD", "LIST_EMPTY", "LIST_SHRUNK", "LIST_UNFINISHED", "LIST_BUSY", "LIST_OWNED", "LIST_STALE"] as const),
]);
/** Every code that an answer may carry. */
export const ANSWERED_CODES: readonly ErrorCode[] = (Object.keys(ERRORS) as ErrorCode[]).filter(
  (code) => PUBLIC.has(code) || code.startsWith("DATABASE_") || code === "SERVER_ERROR",
);
const DATABASE_MESSAGE = "The database is unavailable";
const SERVER_MESSAGE = "Internal utility error";

/** The answer to a request that failed: `{"status":"error","code","message"}`; the cause goes to the log only. */
export function problem(
  context: RequestContext,
  error: unknown,
  log: Log,
  headers: Record<string, string> = {},
): Response {
  const { code, message } = tell(error);
  context.record.error = reasonOf(code, causeOf(error), context.isAnonymous);
  if (!PUBLIC.has(code)) {
    const stack = error instanceof Error && !(error instanceof ReseederError) ? { stack: error.stack } : {};
    const { method, path } = context.record.arrival;
    log("error", `${method} ${path}: ${causeOf(error)}`, stack);
  }
  const seconds = code === "DATABASE_LOCKED" ? 5 : error instanceof ReseederError ? error.retryAfter : null;
  const more: Record<string, string> = seconds === null ? {} : { "retry-after": String(seconds) };
  if (code === "UNAUTHORIZED") more["www-authenticate"] = 'Bearer realm="reseeder"';
  return context.json({ status: "error", code, message }, ERRORS[code].http, { ...more, ...headers });
}

function tell(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof ReseederError) {
    if (PUBLIC.has(error.code)) return { code: error.code, message: error.message };
    if (error.code.startsWith("DATABASE_")) return { code: error.code, message: DATABASE_MESSAGE };
  }
  return { code: "SERVER_ERROR", message: SERVER_MESSAGE };
}

/** For the request log. The path stands there by itself, masked; what a sentence quotes may be a user's id. */
function reasonOf(code: ErrorCode, cause: string, isAnonymous: boolean): string {
  if (code === "NOT_FOUND" || code === "METHOD_NOT_ALLOWED") return code;
  return `${code}: ${isAnonymous && PUBLIC.has(code) ? cause.replace(/, got .*$/s, "") : cause}`;
}

/** What went wrong, for the log. */
export function causeOf(error: unknown): string {
  return errorMessage(error).slice(0, 500);
}
