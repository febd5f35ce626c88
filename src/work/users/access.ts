import { callbackProblem, readPasskey, type Scope } from "../../core/access/access.ts";
import { parseNoStatuses } from "../../core/access/callback-answers.ts";
import { RateLimit } from "../../core/access/rate-limit.ts";
import { bearerToken, hashToken, sameHash } from "../../core/access/token.ts";
import { ReseederError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { Settings } from "../../core/settings/settings.ts";
import type { Store } from "../../store/store.ts";
import type { RequestLog } from "../requests/request-log.ts";
import type { Stores } from "../runtime/stores.ts";
import type { PasskeyOwner, TrackerLookups } from "../tracker/lookups.ts";
import { LetInMemory } from "./let-in-memory.ts";
import { PasskeyCheck } from "./passkey-check.ts";

/** What a request says of who sends it. */
export interface Credentials {
  /** `Authorization` */
  authorization: string | null;
  /** User and passkey as a trusted proxy sets them; null from anybody else. */
  proxied: { user: string | null; passkey: string | null } | null;
  /** Address of the sender, for the rate limit. */
  client: string | null;
}

/** Who may ask. */
export interface Admission {
  /** The user as access control knows him; null where nobody is asked. */
  identity: string | null;
  passkey: string | null;
}

/** No status at all says no: everything but a yes is trouble. */
const NONE: ReadonlySet<number> = new Set();

/** A token's last use is noted this often. */
const USE_NOTED_MS = 60_000;

/** Decides who may use the endpoints of a match, and how often. */
export class Access {
  private readonly limits = new RateLimit();
  private readonly failures = new RateLimit();
  private readonly uses = new Map<number, number>();
  private readonly check: PasskeyCheck;

  constructor(
    private readonly requestLog: RequestLog,
    private readonly lookups: TrackerLookups,
    log: Log,
    private readonly clock: () => number,
    writers: Stores,
  ) {
    this.check = new PasskeyCheck(log, clock, new LetInMemory(writers));
  }

  /**
   * Rejects, before anything of the body is read, whom the headers already show to be nobody who may ask.
   * @param open the store, asked for only where tokens have to be looked up
   * @returns the admission, or null where the body has to say who it is
   * @throws ReseederError `UNAUTHORIZED`, `FORBIDDEN` or `RATE_LIMITED`
   */
  enter(open: () => Store, settings: Settings, credentials: Credentials): Admission | null {
    const passkey = readPasskey(credentials.proxied?.passkey, "X-Reseeder-Passkey");
    if (settings.auth === "none") {
      this.count(`address ${credentials.client}`, settings);
      return { identity: null, passkey };
    }
    const wait = this.failures.wait(String(credentials.client), settings.rate_limit_per_minute, this.clock());
    if (wait > 0) throw tooMany(wait);
    if (settings.auth === "callback" || settings.auth === "tracker") return null;
    const identity = this.rejecting(credentials, settings, () =>
      settings.auth === "token" ? this.holder(open(), credentials.authorization, "match") : proxiedUser(credentials),
    );
    this.count(`user ${identity}`, settings);
    return { identity, passkey };
  }

  /**
   * Decides about a passkey with the tracker. Answers at once, without a promise, where nobody has to be asked.
   * @param given the field `passkey` of the body
   * @throws ReseederError as `enter`; `INVALID_REQUEST` for what cannot be a passkey
   */
  admit(
    open: () => Store,
    settings: Settings,
    credentials: Credentials,
    given: unknown,
  ): Admission | Promise<Admission> {
    const passkey = passkeyOf(credentials, given);
    const { auth_callback_url: template } = settings;
    const reject = <T>(verdict: () => T) => this.rejecting(credentials, settings, verdict);
    if (passkey === null) return reject(() => deny("UNAUTHORIZED", "passkey: this server requires one"));
    if (settings.auth === "tracker") return this.byTracker(settings, passkey, reject);
    if (callbackProblem(template) !== null) throw unanswered();
    const check = {
      template,
      no: parseNoStatuses(settings.auth_callback_no) ?? NONE,
      perSecond: settings.auth_callback_per_second,
      letInSeconds: settings.auth_cache_seconds,
      refusedSeconds: settings.auth_refusal_seconds,
    };
    const settle = (verdict: Awaited<ReturnType<PasskeyCheck["ask"]>>): Admission => {
      if (verdict === "unknown") throw unanswered();
      if (verdict !== "rejected" && "wait" in verdict) throw tooMany(verdict.wait);
      if (verdict === "rejected") return reject(() => deny("FORBIDDEN", "passkey: rejected by the tracker"));
      this.count(`user ${verdict.identity}`, settings);
      return { identity: verdict.identity, passkey };
    };
    const known = this.check.known(passkey, check);
    if (known && known !== "unknown") return settle(known);
    const asker = { client: credentials.client, salt: open().identity().lineage };
    return this.check.ask(passkey, check, asker).then(settle);
  }

  /** @param reject counts what it is given as a rejection if that throws */
  private byTracker(
    settings: Settings,
    passkey: string,
    reject: <T>(verdict: () => T) => T,
  ): Admission | Promise<Admission> {
    const settle = (owner: PasskeyOwner): Admission => {
      if (owner === "rejected") return reject(() => deny("FORBIDDEN", "passkey: rejected by the tracker"));
      this.count(`user ${owner.identity}`, settings);
      return { identity: owner.identity, passkey };
    };
    const known = this.lookups.known(settings, passkey);
    return known ? settle(known) : this.lookups.owner(settings, passkey).then(settle);
  }

  /**
   * Lets in who has a token with a scope, whatever the setting `auth` says: management never goes without one.
   * @returns the token's name
   * @throws ReseederError `UNAUTHORIZED`, `FORBIDDEN` or `RATE_LIMITED`
   */
  authorise(store: Store, settings: Settings, credentials: Credentials, scope: Scope): string {
    const wait = this.failures.wait(String(credentials.client), settings.rate_limit_per_minute, this.clock());
    if (wait > 0) throw tooMany(wait);
    return this.rejecting(credentials, settings, () => this.holder(store, credentials.authorization, scope));
  }

  private holder(store: Store, authorization: string | null, scope: Scope): string {
    const given = bearerToken(authorization);
    if (given === null) return deny("UNAUTHORIZED", "authorization: expected Bearer and a token");
    const hash = hashToken(given);
    const token = store.tokens.find(hash);
    const now = this.clock();
    if (!token || !sameHash(token.hash, hash)) return deny("UNAUTHORIZED", "authorization: unknown token");
    if (token.revokedAt !== null) return deny("UNAUTHORIZED", "authorization: the token was revoked");
    if (token.expiresAt !== null && token.expiresAt <= now) {
      return deny("UNAUTHORIZED", "authorization: the token has expired");
    }
    if (!token.scopes.includes(scope)) return deny("FORBIDDEN", `authorization: the token lacks the scope ${scope}`);
    if (now - (this.uses.get(token.id) ?? 0) >= USE_NOTED_MS) {
      this.uses.set(token.id, now);
      this.requestLog.tokenUsed(token.id, now);
    }
    return token.name;
  }

  /** Counts a rejection against the address it came from, so that nobody guesses as fast as he likes. */
  private rejecting<T>({ client }: Credentials, settings: Settings, decide: () => T): T {
    try {
      return decide();
    } catch (error) {
      // A database that cannot be read says nothing of who asks.
      if (isRefusal(error)) this.failures.take(String(client), settings.rate_limit_per_minute, this.clock());
      throw error;
    }
  }

  private count(sender: string, settings: Settings): void {
    const wait = this.limits.take(sender, settings.rate_limit_per_minute, this.clock());
    if (wait > 0) throw tooMany(wait);
  }
}

/** The passkey of a request: what a trusted proxy says goes before what the body says. */
export function passkeyOf({ proxied }: Credentials, given: unknown): string | null {
  return readPasskey(proxied?.passkey, "X-Reseeder-Passkey") ?? readPasskey(given, "passkey");
}

function proxiedUser({ proxied }: Credentials): string {
  if (proxied === null) return deny("FORBIDDEN", "This server accepts requests only from the tracker's reverse proxy");
  return (
    proxied.user ?? deny("UNAUTHORIZED", "X-Reseeder-User: expected the user ID, set by the tracker's reverse proxy")
  );
}

function isRefusal(error: unknown): boolean {
  return error instanceof ReseederError && (error.code === "UNAUTHORIZED" || error.code === "FORBIDDEN");
}

function deny(code: "UNAUTHORIZED" | "FORBIDDEN", message: string): never {
  throw new ReseederError(code, message);
}

function unanswered(): ReseederError {
  const message = "passkey: the tracker could not be asked about it; try again later";
  return new ReseederError("TRACKER_AWAY", message, { retryAfter: 5 });
}

function tooMany(seconds: number): ReseederError {
  return new ReseederError("RATE_LIMITED", `Too many requests; try again in ${seconds} s`, { retryAfter: seconds });
}
