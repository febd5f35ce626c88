import { ReseederError } from "../../core/errors.ts";
import { decodePath } from "../../core/path-bytes.ts";
import { quoted } from "../../core/protocol/problem.ts";
import { networkReason } from "../../core/thrown-error.ts";
import { trimEnd } from "../../core/trim-end.ts";

/** `fetch`, as far as it is needed. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The answer of a client, whole and bounded. */
export interface ClientAnswer {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
}

/** A list of 100,000 torrents takes some 150 MB with qBittorrent. */
const MAX_BYTES = 256 * 1024 * 1024;

const TIMEOUT_MS = 60_000;

/**
 * One request to a client. Redirects are not followed: whoever sends one gets no password.
 * @param title how the client is called in an error
 * @throws ReseederError CLIENT_AWAY where nobody answers in a minute, CLIENT_ANSWER over 256 MiB
 */
export async function askClient(fetch: Fetch, title: string, url: string, init: RequestInit): Promise<ClientAnswer> {
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, headers: response.headers, bytes: await bounded(title, response) };
  } catch (error) {
    if (error instanceof ReseederError) throw error;
    throw clientAway(title, url, error);
  }
}

/** The error for a client that does not answer. */
export function clientAway(title: string, address: string, cause: unknown): ReseederError {
  const why = trimEnd(networkReason(cause), ". \t\r\n");
  return new ReseederError("CLIENT_AWAY", `${title} does not answer at ${shownAddress(address)} (${why})`, { cause });
}

/** The error for an answer that no such client gives. */
export function strangeAnswer(title: string, asked: string, got: string): ReseederError {
  return new ReseederError("CLIENT_ANSWER", `${title} answered ${asked} with ${quoted(got)}`);
}

/**
 * The JSON of an answer; bytes that are no UTF-8 stay what they are (`decodePath`), as names on disk may hold some.
 * @throws ReseederError CLIENT_ANSWER
 */
export function jsonOf(title: string, asked: string, { status, bytes }: ClientAnswer): unknown {
  const text = decodePath(bytes);
  try {
    return JSON.parse(text);
  } catch {
    throw strangeAnswer(title, asked, `status ${status} and ${JSON.stringify(text.slice(0, 120))}, which is no JSON`);
  }
}

/** Without the path: what was asked is no matter. */
function shownAddress(address: string): string {
  return address.replace(/^(https?:\/\/[^/]*).*$/s, "$1");
}

async function bounded(title: string, response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > MAX_BYTES) throw strangeAnswer(title, "a request", `over ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
