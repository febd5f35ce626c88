import { ReseederError } from "../../core/errors.ts";
import { AnswerReader } from "../../core/protocol/answer-reader.ts";
import { keptBody } from "../../core/protocol/bounded-body.ts";
import { errorMessage } from "../../core/thrown-error.ts";
import { type RequestTarget, requestTarget } from "../runtime/request-target.ts";
import type { ApiRequest } from "./api-examples.ts";

/** An answer of the service, as it came. */
export interface ApiAnswer {
  status: number;
  statusText: string;
  headers: [name: string, value: string][];
  /** Milliseconds from sending to the last byte. */
  ms: number;
  bytes: number;
  /** The body; its first part where there was more than is kept. */
  text: string;
  complete: boolean;
}

export interface SendOptions {
  /** A further header, `Name: value`, as `readHeader` takes it: what says who asks. */
  header?: string;
  signal?: AbortSignal;
  timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;
/** More of an answer is counted and thrown away. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Sends one request to a running service.
 * @param address such as `http://127.0.0.1:8080`, where a path prefix is kept, or `unix:/run/reseeder/api.sock`
 * @throws ReseederError `FAILED` when nothing answers there in time, `USAGE` for an address that is none
 */
export async function sendRequest(
  address: string,
  { method, path, body }: ApiRequest,
  { header = "", signal, timeoutMs = TIMEOUT_MS }: SendOptions = {},
): Promise<ApiAnswer> {
  const { url, unix } = targetOf(address, path);
  const headers = { ...(body === null ? {} : { "content-type": "application/json" }), ...readHeader(header) };
  const timeout = AbortSignal.timeout(timeoutMs);
  const started = performance.now();
  try {
    const response = await fetch(url, {
      method,
      ...(unix === undefined ? {} : { unix }),
      ...(body === null ? {} : { body }),
      headers,
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const { text, bytes, complete } = await read(response);
    const ms = performance.now() - started;
    const { status, statusText } = response;
    return { status, statusText, headers: [...response.headers], ms, bytes, text, complete };
  } catch (error) {
    throw unanswered(error, address, timeout.aborted ? timeoutMs : null);
  }
}

/**
 * The header that a line stands for; none for an empty one.
 * @throws ReseederError `USAGE` for a line that is none; it does not repeat the line, which may hold a secret
 */
export function readHeader(line: string): Record<string, string> {
  if (line === "") return {};
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ ]*([\x20-\x7e]*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) {
    throw new ReseederError("USAGE", "A header needs a name, a colon and a value", {
      hint: "Example: Authorization: Bearer TOKEN.",
    });
  }
  return { [name]: value };
}

function targetOf(address: string, path: string): RequestTarget {
  const target = requestTarget(address, path);
  if (target) return target;
  throw new ReseederError("USAGE", `${JSON.stringify(address)} is not the URL of a server`, {
    hint: "Example: http://127.0.0.1:8080 or unix:/run/reseeder/api.sock.",
  });
}

async function read(response: Response): Promise<Pick<ApiAnswer, "text" | "bytes" | "complete">> {
  const { bytes, length } = await keptBody(response, MAX_BYTES);
  return { text: new TextDecoder().decode(bytes), bytes: length, complete: bytes.length === length };
}

function unanswered(error: unknown, address: string, timeoutMs: number | null): ReseederError {
  const hint = "Start `reseeder serve`, or change the address.";
  if (timeoutMs !== null) {
    return new ReseederError("FAILED", `${address} did not respond within ${timeoutMs / 1000} s`, { hint });
  }
  const reason = errorMessage(error);
  return new ReseederError("FAILED", `Nothing answers at ${address} (${reason})`, { hint, cause: error });
}

/** A torrent's base64 is of no use to a reader; longer texts are cut to this many characters. */
const MAX_TEXT = 120;
const MAX_LINES = 5_000;

/** The body for people: indented JSON with long texts cut, else the text itself; at most 5,000 lines. */
export function prettyBody({ text, complete }: Pick<ApiAnswer, "text" | "complete">): string[] {
  return (complete ? indented(text) : text.slice(0, 65_536)).split("\n", MAX_LINES);
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), shorten, 2);
  } catch {
    return text;
  }
}

function shorten(_: string, value: unknown): unknown {
  if (typeof value !== "string" || value.length <= MAX_TEXT) return value;
  return `${value.slice(0, 40)}… (${value.length.toLocaleString("en-US")} characters)`;
}

/** The three steps of a client: handshake, names and sizes, then sizes alone without what phase 1 has found. */
export async function* walkApi(
  address: string,
  examples: readonly ApiRequest[],
  options: SendOptions = {},
): AsyncGenerator<{ request: ApiRequest; answer: ApiAnswer }> {
  let found: number[] = [];
  for (const name of ["handshake", "phase1", "phase2"] as const) {
    const example = examples.find((request) => request.name === name);
    if (!example) continue;
    const request = name === "phase2" ? excluding(example, found) : example;
    const answer = await sendRequest(address, request, options);
    yield { request, answer };
    if (answer.status !== 200) return;
    if (name === "phase1") found = torrentIds(answer);
  }
}

function excluding(request: ApiRequest, ids: readonly number[]): ApiRequest {
  try {
    const body = JSON.parse(request.body ?? "");
    return { ...request, body: JSON.stringify({ ...body, exclude_torrent_ids: ids }, null, 2) };
  } catch {
    // What the user has made of the body is sent as it is; the service will say what is wrong with it.
    return request;
  }
}

function torrentIds({ text }: ApiAnswer): number[] {
  const reader = new AnswerReader(Number.POSITIVE_INFINITY);
  const ids = [...reader.take(new TextEncoder().encode(text))].map(({ torrentId }) => torrentId);
  return reader.end() === null ? [] : ids;
}
