import { gunzipSync } from "node:zlib";
import { retryAfterMs } from "../../core/protocol/retry-after.ts";
import { redact } from "../../core/redact.ts";
import { readScrapeAnswer, scrapeQuery } from "../../core/scrape/http-scrape.ts";
import { rejectionOf } from "../../core/scrape/tracker-reason.ts";
import { errorCode, networkReason } from "../../core/thrown-error.ts";
import { VERSION } from "../../core/version.ts";
import { fault, type SourceReply, type TrackerSource } from "./tracker-source.ts";

export interface HttpSourceOptions {
  limit: number;
  /** How long the tracker may take to begin an answer, and then to end it. */
  beginMs?: number;
  endMs?: number;
}

const BEGIN_MS = 10_000;
const END_MS = 20_000;
const MAX_ANSWER = 1024 * 1024;
const MAX_UNPACKED = 4 * MAX_ANSWER;
const MAX_REDIRECTS = 3;
/** No tracker means that we come again tomorrow. */
const MAX_RETRY_AFTER_MS = 86_400_000;

/** A tracker that is scraped over HTTP (BEP 48). */
export class HttpSource implements TrackerSource {
  readonly name: string;
  readonly limit: number;
  readonly isOrdered = false;
  private readonly beginMs: number;
  private readonly endMs: number;

  constructor(
    private readonly url: string,
    { limit, beginMs = BEGIN_MS, endMs = END_MS }: HttpSourceOptions,
  ) {
    this.name = redact(url);
    this.limit = limit;
    this.beginMs = beginMs;
    this.endMs = endMs;
  }

  async ask(hashes: readonly Uint8Array[], signal: AbortSignal): Promise<SourceReply> {
    const late = new AbortController();
    let timer = setTimeout(() => late.abort(), this.beginMs);
    try {
      const either = AbortSignal.any([signal, late.signal]);
      const response = await this.fetch(scrapeQuery(this.url, hashes), either);
      clearTimeout(timer);
      timer = setTimeout(() => late.abort(), this.endMs);
      const body = await readBounded(response);
      return body === null
        ? fault("too-many", `response over ${MAX_ANSWER} bytes`)
        : judge(response, body, hashes.length);
    } catch (error) {
      if (signal.aborted) return fault("failed", "stopped");
      if (late.signal.aborted) return fault("failed", "no response in time");
      // Its message may hold the address, and with it a key.
      return fault("failed", redact(networkReason(error)));
    } finally {
      clearTimeout(timer);
      // Whatever is left of an answer is not wanted.
      late.abort();
    }
  }

  close(): void {}

  /** Follows redirects on the same host only: the address is the operator's word. */
  private async fetch(address: string, signal: AbortSignal): Promise<Response> {
    let url = address;
    for (let turn = 0; ; turn++) {
      const response = await fetch(url, { headers: HEADERS, redirect: "manual", decompress: false, signal });
      const location = response.headers.get("location");
      if (response.status < 300 || response.status > 399 || location === null) return response;
      await response.body?.cancel();
      const next = URL.parse(location, url);
      if (turn === MAX_REDIRECTS || next?.hostname !== new URL(url).hostname || !/^https?:$/.test(next.protocol)) {
        throw new Error(`redirects ${turn === MAX_REDIRECTS ? "in a loop" : "to another host"}`);
      }
      url = next.href;
    }
  }
}

const HEADERS = { accept: "text/plain, */*;q=0.5", "accept-encoding": "identity", "user-agent": `ReSeeder/${VERSION}` };

function judge(response: Response, body: Uint8Array, asked: number): SourceReply {
  const { status } = response;
  if (!response.ok) {
    const reason = `answered ${status}`;
    if (asked > 1 && (status === 400 || status === 413 || status === 414 || status === 431)) {
      return fault("too-many", reason);
    }
    const denied = status >= 400 && status < 500 && status !== 408 && status !== 429;
    return fault(denied ? "denied" : "failed", reason, retryAfter(response.headers));
  }
  const answer = readScrapeAnswer(body);
  if ("counts" in answer) return answer;
  const reason = redact(answer.failure);
  const kind = rejectionOf(answer.failure);
  return fault(kind === "other" ? "failed" : kind, reason, retryAfter(response.headers));
}

function retryAfter(headers: Headers): number | null {
  const ms = retryAfterMs(headers.get("retry-after"), headers.get("date"));
  return ms && Math.min(ms, MAX_RETRY_AFTER_MS);
}

/** The body of an answer; null when it is too long, packed or unpacked. */
async function readBounded(response: Response): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_ANSWER) return null;
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const encoding = response.headers.get("content-encoding") ?? "identity";
  if (encoding === "identity") return body;
  if (!/^(?:x-)?gzip$/i.test(encoding)) throw new Error("response in an encoding that was not requested");
  try {
    return gunzipSync(body, { maxOutputLength: MAX_UNPACKED });
  } catch (error) {
    if (errorCode(error) === "ERR_BUFFER_TOO_LARGE") return null;
    throw new Error("response with broken gzip");
  }
}
