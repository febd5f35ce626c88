import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { type ErrorCode, ReseederError } from "../../core/errors.ts";
import { parseJson } from "../../core/json-text.ts";
import { redact } from "../../core/redact.ts";
import type { ApiConnector } from "./api-connector.ts";
import type { RequestBudget } from "./request-budget.ts";

export interface Question {
  method?: "GET" | "POST";
  /** Below `tracker_url`, percent-encoded; without the token. */
  path: string;
  /** What errors call it where the path has a secret. */
  shown?: string;
  query?: Readonly<Record<string, string | number>>;
  /** Sent as JSON, with GET as well: Torrust-Actix reads lists so. */
  body?: unknown;
}

export interface Answer {
  status: number;
  text: string;
}

/** A page of 4,000 torrents takes 0.5 MB, 20,000 hashes take 1 MB. */
const MAX_ANSWER = 8 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const LIMITS = { depth: 8, values: 400_000 };

/** Questions to a tracker's API, one at a time over one connection. Nothing of it leads elsewhere: redirects fail. */
export class ApiSession {
  private readonly agent;

  constructor(
    readonly connector: ApiConnector,
    readonly budget: RequestBudget,
    private readonly signal: AbortSignal,
    private readonly timeoutMs: number = TIMEOUT_MS,
  ) {
    const options = { keepAlive: true, maxSockets: 1 };
    this.agent = connector.base.startsWith("https:") ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /**
   * Asks, and answers whatever came but for what any tracker means alike: 403 and 429 ask to be left alone, a redirect
   * leads to somebody who is not to get the token.
   * @throws ReseederError `TRACKER_…`
   */
  async ask(question: Question): Promise<Answer> {
    const { path, shown = path } = question;
    await this.budget.take(this.signal);
    const answer = await this.send(question).catch((error: unknown) => {
      this.signal.throwIfAborted();
      throw error instanceof ReseederError ? error : this.explain(error, shown);
    });
    const { status } = answer;
    if (status === 403 || status === 429) {
      throw this.failure("TRACKER_PAUSED", shown, `it responded with ${status}; pausing for ten minutes`);
    }
    if (status >= 300 && status < 400 && status !== 304) {
      throw this.failure("TRACKER_FAILED", shown, `it redirects (${status}); expected the API itself`);
    }
    return answer;
  }

  /**
   * The JSON of an answer of 200.
   * @throws ReseederError `TRACKER_FAILED` for any other
   */
  json({ path }: Question, { status, text }: Answer): unknown {
    if (status !== 200) {
      throw this.failure("TRACKER_FAILED", path, `expected 200, got ${status} ${JSON.stringify(text.slice(0, 100))}`);
    }
    try {
      return parseJson(new TextEncoder().encode(text), LIMITS).value;
    } catch {
      throw this.failure("TRACKER_FAILED", path, "expected JSON, got something else");
    }
  }

  /** An error that names the tracker and the question, and no token. */
  failure(code: ErrorCode, path: string, reason: string, hint: string | undefined = HINTS[code]): ReseederError {
    const { title, base, secret } = this.connector;
    const said = redact(reason.replaceAll(secret, "[masked]").replaceAll(encodeURIComponent(secret), "[masked]"));
    return new ReseederError(code, `${title} (${base}): ${path}: ${said}`, {
      ...(hint === undefined ? {} : { hint }),
      ...(code === "TRACKER_UNREACHABLE" ? { retryAfter: 5 } : {}),
    });
  }

  close(): void {
    this.agent.destroy();
  }

  private send({ method = "GET", path, query = {}, body }: Question): Promise<Answer> {
    const { base, token, secret } = this.connector;
    const url = new URL(`${base}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    if (token === "address") url.searchParams.set("token", secret);
    const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body));
    const headers = {
      Accept: "application/json",
      ...(token === "header" ? { Authorization: `Bearer ${secret}` } : {}),
      // Without its length Torrust-Actix takes the body of a GET for none.
      ...(bytes === null ? {} : { "Content-Type": "application/json", "Content-Length": String(bytes.length) }),
    };
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(this.timeoutMs)]);
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = send(url, { method, headers, agent: this.agent, signal }, (message) => {
        readAnswer(message).then(resolve, (error: unknown) => {
          request.destroy();
          reject(error);
        });
      });
      request.on("error", reject);
      request.end(bytes ?? undefined);
    });
  }

  private explain(error: unknown, path: string): ReseederError {
    const { code = "", name = "", message = String(error) } = (error ?? {}) as NodeJS.ErrnoException;
    if (/CERT|ISSUER|SIGNATURE|TLS|SSL/.test(code)) {
      return this.failure("TRACKER_REFUSED", path, `its certificate is not trusted: ${code}`, CERTIFICATE_HINT);
    }
    if (/ECONNREFUSED|ENOTFOUND|ConnectionRefused|EAI_AGAIN|FailedToOpenSocket/.test(code)) {
      return this.failure("TRACKER_UNREACHABLE", path, "nothing answers there");
    }
    const reason = /Abort|Timeout/.test(name) || code === "ABORT_ERR" ? "no response in time" : message;
    return this.failure("TRACKER_UNREACHABLE", path, reason);
  }
}

const CERTIFICATE_HINT =
  "Set NODE_EXTRA_CA_CERTS for an authority of your own. The certificate must have the host name of tracker_url.";
const HINTS: Partial<Record<ErrorCode, string>> = {
  TRACKER_UNREACHABLE: "Check that the tracker is running and that tracker_url is the URL of its API.",
  TRACKER_REFUSED: "Compare RESEEDER_TRACKER_TOKEN with the tracker's configuration.",
  TRACKER_FAILED: "Check that tracker_url is the API of the software in the setting tracker.",
};

async function readAnswer(message: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ANSWER) throw new Error(`response over ${MAX_ANSWER} bytes`);
    chunks.push(chunk);
  }
  if (!message.complete) throw new Error("the response is cut off");
  return { status: message.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") };
}
