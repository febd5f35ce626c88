import { readIdentity } from "../../core/access/access.ts";
import { isForeignPage, type PageEvidence } from "../../core/access/foreign-page.ts";
import type { Settings } from "../../core/settings/settings.ts";
import type { Store } from "../../store/store.ts";
import type { Credentials } from "../../work/users/access.ts";
import { storedUserId } from "../../work/users/user-name.ts";
import type { StreamedBody } from "../answer/streamed-body.ts";
import { readBody } from "./body.ts";
import type { BodyBudget } from "./body-budget.ts";
import { streamBody } from "./body-stream.ts";
import { headerText } from "./header-text.ts";
import type { RequestRecord } from "./request-record.ts";

/** Headers of every answer in JSON. */
export const JSON_HEADERS = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

/** What a request may use, beside itself. */
export interface RequestMeans {
  /** The row of the request log. */
  record: RequestRecord;
  /** True when the other end of the connection is a proxy that may say who asks. */
  isProxied: boolean;
  /** Other sites whose pages may ask. */
  allowedOrigins: ReadonlySet<string>;
  /** For all bodies in memory. */
  bodies: BodyBudget;
  /** The settings that hold for this request. @throws ReseederError `DATABASE_…` while nobody knows them */
  settings: () => Settings;
  /** The store of this request, taken when it is first wanted. @throws ReseederError `DATABASE_…` */
  openStore: () => Store;
  /** Says whether the connection may be silent for longer than others while the answer is made. */
  mayBeSilent: (isSo: boolean) => void;
}

/** One request: what came, what it may use, and the ways to answer it, each of which sees to its row in the log. */
export class RequestContext {
  constructor(
    readonly request: Request,
    private readonly means: RequestMeans,
  ) {}

  /** The row of the request log, to be filled in. */
  get record(): RequestRecord {
    return this.means.record;
  }

  /** When it came, in Unix milliseconds. */
  get at(): number {
    return this.record.arrival.at;
  }

  /** Address of the sender. */
  get client(): string | null {
    return this.record.arrival.client;
  }

  /** @throws ReseederError `DATABASE_…` while nobody knows them */
  get settings(): Settings {
    return this.means.settings();
  }

  /** @throws ReseederError `DATABASE_…` */
  get store(): Store {
    return this.means.openStore();
  }

  /** Opens the store of this request, for those who need it only sometimes. */
  get openStore(): () => Store {
    return this.means.openStore;
  }

  /** What the request says of its sender. */
  get credentials(): Credentials {
    const { headers } = this.request;
    const proxied = {
      user: readIdentity(headerText(headers, "x-reseeder-user")),
      passkey: headers.get("x-reseeder-passkey") || null,
    };
    return {
      authorization: headers.get("authorization"),
      proxied: this.means.isProxied ? proxied : null,
      client: this.client,
    };
  }

  /** What the browser says of the page that the request comes from, if it comes from one. */
  get page(): PageEvidence {
    const { method, headers } = this.request;
    const [origin, site, host] = ["origin", "sec-fetch-site", "host"].map((name) => headers.get(name));
    return { method, origin: origin ?? null, site: site ?? null, host: host ?? null };
  }

  /** True for a page elsewhere that nobody allowed. */
  get isFromForeignPage(): boolean {
    return isForeignPage(this.page, this.settings.auth, this.means.allowedOrigins);
  }

  /** What lets a page of `allowed_origins` read the answer; nothing for any other sender. */
  get pageHeaders(): Record<string, string> {
    const { origin } = this.page;
    if (origin === null || !this.means.allowedOrigins.has(origin.toLowerCase())) return {};
    return { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", vary: "origin" };
  }

  /** True when users' ids are kept out of the database and the log, and while nobody knows whether they are. */
  get isAnonymous(): boolean {
    try {
      return this.settings.anonymize_users === 1;
    } catch {
      return true;
    }
  }

  /** What may be stored of a user's id. */
  named(userId: string | null): string | null {
    return this.isAnonymous && userId !== null ? storedUserId(this.store, userId, this.settings) : userId;
  }

  /** Reads the body whole, at most `limit` bytes. @throws ReseederError as `readBody` */
  body(limit: number): Promise<Uint8Array> {
    return this.patiently(async () => {
      const share = this.means.bodies.open(this.client, this.settings.max_bodies_in_flight);
      this.releaseBody = share.release;
      this.record.onEnd(share.release);
      const bytes = await readBody(this.request, limit, share);
      this.record.bytesIn = bytes.length;
      return bytes;
    });
  }

  /** To be called when the body is held no longer, by those whose answer takes its time. */
  releaseBody: () => void = () => {};

  /** The body as it comes, at most `limit` bytes; to be read inside `patiently`. @throws ReseederError as `streamBody` */
  bodyStream(limit: number): AsyncGenerator<Uint8Array> {
    return streamBody(this.request, limit, (bytes) => {
      this.record.bytesIn += bytes;
    });
  }

  /** Lets the connection be silent meanwhile: the server's own timeout is blind to small pieces of a body, and closes without a word. */
  async patiently<T>(work: () => Promise<T>): Promise<T> {
    this.means.mayBeSilent(true);
    try {
      return await work();
    } finally {
      this.means.mayBeSilent(false);
    }
  }

  /** An answer in JSON, never to be cached. */
  json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
    return this.whole(JSON.stringify(value), { ...JSON_HEADERS, ...headers }, status);
  }

  /** An answer in text of some media type, never to be cached. */
  text(text: string, type: string): Response {
    return this.whole(text, { ...JSON_HEADERS, "content-type": type });
  }

  /** An answer in bytes, never to be cached. */
  bytes(bytes: Uint8Array, headers: Record<string, string>): Response {
    return this.whole(bytes, { ...JSON_HEADERS, ...headers });
  }

  /** An answer of nothing but headers. */
  empty(status: number, headers: Record<string, string>): Response {
    this.record.end(status);
    return new Response(null, { status, headers: { ...headers, ...this.pageHeaders } });
  }

  /**
   * An answer that is made while it is sent; its row is written when that ends, whole or broken off.
   * @param make called for a GET or POST alone
   */
  stream(headers: Record<string, string>, make: () => StreamedBody): Response {
    // Else the server would say that the answer has no bytes.
    if (this.isHead) return this.empty(200, { ...headers, "transfer-encoding": "chunked" });
    const { record } = this;
    const body = make();
    const ended = (isWhole: boolean): void => {
      record.bytesOut = body.bytes;
      if (!isWhole) record.error ??= "ABORTED";
      record.end(200);
    };
    return new Response(body.stream(ended), { headers: { ...headers, ...this.pageHeaders } });
  }

  private get isHead(): boolean {
    return this.request.method === "HEAD";
  }

  private whole(content: string | Uint8Array, headers: Record<string, string>, status = 200): Response {
    const bytes = Buffer.from(content as string);
    this.record.bytesOut = this.isHead ? 0 : bytes.length;
    this.record.end(status);
    return new Response(bytes, { status, headers: { ...headers, ...this.pageHeaders } });
  }
}
