import { readIdentity } from "../../core/access/access.ts";
import { loggedPath } from "../../core/access/logged-path.ts";
import { redact } from "../../core/redact.ts";
import type { Settings } from "../../core/settings/settings.ts";
import type { RequestRow } from "../../store/people/requests.ts";
import type { Store } from "../../store/store.ts";
import type { Admission, Credentials } from "../../work/users/access.ts";
import { storedUserId } from "../../work/users/user-name.ts";
import { readBody } from "./body.ts";
import { NO_ROUTE } from "./route-table.ts";

/** One request on its way: what it may use, and what its row in the log will say. */
export class Visit {
  bytesIn = 0;
  bytesOut = 0;
  /** Who sent it, as the database and the log may have it (work/user-name.ts). */
  userId: string | null = null;
  files: number | null = null;
  torrents: number | null = null;
  error: string | null = null;
  /** Set by who answers with a stream: the row is written when that ends. */
  streaming = false;
  /** Set when the other end of the connection is a proxy that may say who asks. */
  isProxied = false;
  /** Which route the path leads to, as RouteTable.templateOf says it. */
  template = NO_ROUTE;
  /** Who asks, once that is settled (http/guard.ts). */
  admission: Admission | null = null;
  /** Says whether the connection may be silent for longer than others while the answer is made. */
  mayBeSilent: (isSo: boolean) => void = () => {};
  /** False as long as the answer is not one of ours but a plugin's. */
  answered = false;
  private readonly started = performance.now();

  constructor(
    readonly request: Request,
    /** Unix milliseconds. */
    readonly at: number,
    readonly client: string | null,
    public settings: Settings,
    private readonly open: () => Store,
    private readonly end: (visit: Visit, status: number) => void,
  ) {}

  /**
   * The store of this request.
   * @throws ReseederError `DATABASE_…`
   */
  get store(): Store {
    return this.open();
  }

  /** What the request says of its sender. */
  get credentials(): Credentials {
    const { headers } = this.request;
    const proxied = {
      user: readIdentity(headers.get("x-reseeder-user")),
      passkey: headers.get("x-reseeder-passkey") || null,
    };
    return {
      authorization: headers.get("authorization"),
      proxied: this.isProxied ? proxied : null,
      client: this.client,
    };
  }

  /** Notes who sent the request: whom access control knows, else what the body says. */
  sentBy(said: string | null): void {
    this.userId = this.named(this.admission?.identity ?? said);
  }

  /** What may be stored of a user's id. */
  named(userId: string | null): string | null {
    return this.isAnonymous && userId !== null ? storedUserId(this.store, userId, this.settings) : userId;
  }

  /** True when users' ids are kept out of the database and the log. */
  get isAnonymous(): boolean {
    return this.settings.anonymize_users === 1;
  }

  /** Whom access control knows, as `userId`; null where it asks nobody. */
  get identity(): string | null {
    return this.admission?.identity == null ? null : this.userId;
  }

  /** Notes whose token let the request in; its name says who may manage, not who matches, and stays as it is. */
  sentWith(token: string): void {
    this.admission = { identity: token, passkey: null };
    this.userId = token;
  }

  /** Opens the store of this request, for those who need it only sometimes. */
  readonly openStore = (): Store => this.open();

  /** Reads the body, at most `limit` bytes, and counts it. */
  async body(limit: number): Promise<Uint8Array> {
    // The server's own timeout is blind to small pieces of a body, and closes without a word.
    this.mayBeSilent(true);
    try {
      const bytes = await readBody(this.request, limit);
      this.bytesIn = bytes.length;
      return bytes;
    } finally {
      this.mayBeSilent(false);
    }
  }

  /** An answer in JSON, never to be cached. */
  json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
    return this.whole(JSON.stringify(value), status, { ...JSON_HEADERS, ...headers });
  }

  /** An answer in text of some media type, never to be cached. */
  text(text: string, type: string): Response {
    return this.whole(text, 200, { ...JSON_HEADERS, "content-type": type });
  }

  /** An answer in bytes, never to be cached. */
  bytes(bytes: Uint8Array, headers: Record<string, string>): Response {
    return this.whole(bytes, 200, { ...JSON_HEADERS, ...headers });
  }

  private whole(content: string | Uint8Array, status: number, headers: Record<string, string>): Response {
    const bytes = Buffer.from(content as string);
    this.bytesOut = this.request.method === "HEAD" ? 0 : bytes.length;
    this.answered = true;
    return new Response(bytes, { status, headers });
  }

  /** The path without passkeys, and without a user where ids are kept out; masked before it is cut: half a passkey looks like none. */
  get loggedPath(): string {
    const path = pathOf(this.request).slice(0, 4 * MAX_PATH);
    return redact(loggedPath(path, this.template, this.isAnonymous)).slice(0, MAX_PATH);
  }

  /** To be called when the answer has gone out, or could not. */
  finish(status: number): void {
    this.end(this, status);
  }

  /** The row of the request log. */
  row(status: number): RequestRow {
    const { request, at, bytesIn, bytesOut, client, userId, files, torrents, error } = this;
    return {
      at,
      method: request.method,
      path: this.loggedPath,
      status,
      durationUs: Math.round((performance.now() - this.started) * 1000),
      bytesIn,
      bytesOut,
      client,
      userId,
      files,
      torrents,
      error: error === null ? null : redact(error),
    };
  }
}

/** Headers of every answer in JSON. */
export const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

/** Characters of a path in the log: a stranger chooses it. */
const MAX_PATH = 256;

/** The path of a request, without its query: that may hold a passkey. */
export function pathOf(request: Request): string {
  const start = request.url.indexOf("/", request.url.indexOf("//") + 2);
  return start < 0 ? "/" : request.url.slice(start).replace(/[?#].*$/s, "");
}

/** Finds the visit of a request: routes get nothing but the request itself. */
export class Visits {
  private readonly known = new WeakMap<Request, Visit>();

  /** Notes under which request the routes will ask for the visit. */
  start(visit: Visit, request: Request): void {
    this.known.set(request, visit);
  }

  of(request: Request): Visit {
    const visit = this.known.get(request);
    if (!visit) throw new Error(`no visit for ${request.method} ${pathOf(request)}`);
    return visit;
  }
}
