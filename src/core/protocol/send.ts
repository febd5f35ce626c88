import { isObject, parseJson } from "../json-text.ts";
import { networkReason } from "../thrown-error.ts";
import { boundedParts, wholeBody } from "./bounded-body.ts";
import { failed, type Outcome, type Problem, type ProblemKind, quoted } from "./problem.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { OutgoingRequest, Transport } from "./transport.ts";

/** One request and the bounds of its answer. */
export interface Sending {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  body?: string;
  maxBytes: number;
  /** For the whole answer; 120 s unless told. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Told before it waits because the server is busy. */
  onWait?: (ms: number, status: number) => void;
}

const TIMEOUT_MS = 120_000;
/** Times that 429 and 503 are waited for; a server that never has time is left alone. */
const TRIES = 5;
/** Longest wait that is waited. */
const MAX_WAIT_MS = 120_000;
const MAX_REDIRECTS = 3;
const MAX_ERROR_BYTES = 65_536;

/** Sends a request and reads its whole answer, as `exchange`. */
export async function send(transport: Transport, sending: Sending): Promise<Outcome<Uint8Array>> {
  return wholeBody(exchange(transport, sending));
}

/**
 * Sends a request and yields the bytes of a good answer as they come; nothing is sent, and no more is read, before they
 * are asked for. 429 and 503 are waited for as `Retry-After` says (at most two minutes, five times); a redirect is
 * followed within the same origin only, so that what the request says of its sender goes nowhere else.
 * @returns what went wrong, perhaps in the middle of the answer; null at its end. A message never repeats a header or a
 * body that was sent
 */
export async function* exchange(transport: Transport, sending: Sending): AsyncGenerator<Uint8Array, Problem | null> {
  for (let tries = 1; ; tries++) {
    const ending = yield* exchangeOnce(transport, sending, sending.url, MAX_REDIRECTS);
    if (ending === null || ending.problem.kind !== "busy") return ending?.problem ?? null;
    const wait = ending.waitMs ?? 1000 * 2 ** tries;
    if (tries === TRIES || wait > MAX_WAIT_MS) return ending.problem;
    sending.onWait?.(wait, ending.problem.status ?? 0);
    try {
      await transport.wait(wait, sending.signal);
    } catch {
      return failed("stopped", "it was stopped").problem;
    }
  }
}

/** A problem, and how long to wait before another try where the server says it. */
interface Rejection {
  problem: Problem;
  waitMs?: number | null;
}

async function* exchangeOnce(
  transport: Transport,
  sending: Sending,
  url: string,
  redirects: number,
): AsyncGenerator<Uint8Array, Rejection | null> {
  const { method, headers, body, maxBytes, signal, timeoutMs = TIMEOUT_MS } = sending;
  const ending = new AbortController();
  const stop = () => ending.abort();
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  let late = false;
  const over = new AbortController();
  transport.wait(timeoutMs, over.signal).then(
    () => {
      late = true;
      stop();
    },
    () => {},
  );
  const broken = (error: unknown) => {
    if (late)
      return failed("timeout", `no complete response from ${placeOf(url)} within ${Math.round(timeoutMs / 1000)} s`);
    if (signal?.aborted) return failed("stopped", "it was stopped");
    return failed("unreachable", `nothing answers at ${placeOf(url)} (${quoted(networkReason(error))})`);
  };
  try {
    const request: OutgoingRequest = { method, headers, redirect: "manual", signal: ending.signal };
    if (body !== undefined) request.body = body;
    let response: Response;
    try {
      response = await transport.fetch(url, request);
    } catch (error) {
      return broken(error);
    }
    if (response.status >= 300 && response.status < 400) {
      const location = response.headers.get("location");
      const target = location === null ? null : URL.parse(location, url);
      await response.body?.cancel();
      if (target === null || target.origin !== new URL(url).origin || redirects === 0) {
        const where = target === null ? "" : ` to ${target.origin}`;
        return failed("redirected", `${placeOf(url)} redirects${where}; the redirect was not followed`, response);
      }
      return yield* exchangeOnce(transport, sending, target.href, redirects - 1);
    }
    if (response.type === "opaqueredirect") return failed("redirected", `${placeOf(url)} redirects to another host`);
    if (response.status !== 200) return await rejection(response, url);
    const problem = yield* boundedParts(response, maxBytes);
    if (problem === null) return null;
    return late || signal?.aborted ? broken(problem) : { problem };
  } finally {
    over.abort();
    signal?.removeEventListener("abort", stop);
  }
}

const KINDS: Readonly<Record<number, ProblemKind>> = {
  401: "unauthorized",
  403: "forbidden",
  413: "too_large",
  429: "busy",
  503: "busy",
};

async function rejection(response: Response, url: string): Promise<Rejection> {
  const { status, headers } = response;
  const body = await wholeBody(boundedParts(response, MAX_ERROR_BYTES));
  const said = body.ok ? parsed(body.value) : null;
  const code = isObject(said) && typeof said["code"] === "string" ? quoted(said["code"]) : null;
  const message = isObject(said) && typeof said["message"] === "string" ? `: ${quoted(said["message"])}` : "";
  const kind = code === "TOO_MANY_FILES" ? "too_large" : (KINDS[status] ?? "rejected");
  return {
    ...failed(kind, `${placeOf(url)} answers ${status}${code === null ? "" : ` ${code}`}${message}`, { status, code }),
    waitMs: retryAfterMs(headers.get("retry-after"), headers.get("date")),
  };
}

/** Far more than an answer of 64 MiB needs; a bomb of brackets is not parsed at all. */
const SHAPE = { depth: 32, values: 4_000_000 };

/** The JSON value of bytes in UTF-8; null where they hold none. */
export function parsed(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes, SHAPE).value;
  } catch {
    return null;
  }
}

/** An address as a message shows it: without user, password and query. */
function placeOf(url: string): string {
  const parsedUrl = URL.parse(url);
  return parsedUrl === null ? "an invalid URL" : `${parsedUrl.origin}${parsedUrl.pathname}`;
}
