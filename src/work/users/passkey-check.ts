import { createHash, createHmac } from "node:crypto";
import { callbackAddress, readIdentity } from "../../core/access/access.ts";
import { RateLimit } from "../../core/access/rate-limit.ts";
import type { Log } from "../../core/log.ts";
import { Semaphore } from "../runtime/semaphore.ts";
import { TtlCache } from "../runtime/ttl-cache.ts";
import { type LetInMemory, REMEMBERED_MS } from "./let-in-memory.ts";

/** What the tracker said of a passkey: whose it is, that it is nobody's, or nothing that can be relied on. */
export type Verdict = { identity: string } | "rejected" | "unknown" | TooFast;

/** The tracker is not asked that often. */
export interface TooFast {
  /** Seconds after which it may be asked. */
  wait: number;
}

export interface CheckSettings {
  /** `auth_callback_url` */
  template: string;
  /** Statuses that mean no. */
  no: ReadonlySet<number>;
  /** `auth_callback_per_second` */
  perSecond: number;
  /** How long what was said holds, in seconds. */
  letInSeconds: number;
  refusedSeconds: number;
}

/** Who asks. */
export interface Asker {
  /** Address of the sender. */
  client: string | null;
  /** Of the pseudonym of a user whom the tracker does not name. */
  salt: string;
}

/** How long the tracker may take. */
const TIMEOUT_MS = 5_000;
/** Answers of the tracker are asked for so many at a time, and so many more may wait. */
const AT_A_TIME = 16;
const MAX_WAITING = 500;
/** A tracker that gave no answer is left alone for so long with the same passkey. */
const UNKNOWN_MS = 2_000;
const MAX_ANSWER = 64 * 1024;
/** While the tracker cannot be asked, a user stays in for so many times as long as its yes holds. */
const STAYS = 10;

/**
 * Asks the tracker about passkeys, once for many requests at a time with the same one, never faster than it takes, and
 * remembers what it said. It is closed: what is no clear yes lets nobody in who was not let in within a day. Passkeys are
 * held as their SHA-256 and never logged.
 */
export class PasskeyCheck {
  private readonly asking = new Map<string, Promise<Verdict>>();
  private readonly rejected = new TtlCache<"rejected" | "unknown">(20_000);
  private readonly semaphore = new Semaphore(AT_A_TIME);
  private readonly questions = new RateLimit();
  private complaint: string | null = null;

  constructor(
    private readonly log: Log,
    private readonly clock: () => number,
    private readonly memory: LetInMemory,
    private readonly timeoutMs: number = TIMEOUT_MS,
  ) {}

  /** What is remembered of a passkey; null when the tracker has to be asked. */
  known(passkey: string, { template, letInSeconds, refusedSeconds }: CheckSettings): Verdict | null {
    const now = this.clock();
    const letIn = this.memory.recall(template, passkey);
    if (letIn && isWithin(now - letIn.at, letInSeconds * 1000)) return { identity: letIn.identity };
    return this.rejected.get(keyOf(template, passkey), now, refusedSeconds * 1000);
  }

  /** Asks, unless something is known; who was let in within a day stays in while the tracker cannot be asked. */
  async ask(passkey: string, settings: CheckSettings, asker: Asker): Promise<Verdict> {
    const verdict = this.known(passkey, settings) ?? (await this.askOnce(passkey, settings, asker));
    if (verdict !== "unknown" && !(typeof verdict === "object" && "wait" in verdict)) return verdict;
    return (await this.stays(passkey, settings)) ?? verdict;
  }

  private askOnce(passkey: string, settings: CheckSettings, asker: Asker): Promise<Verdict> {
    const key = keyOf(settings.template, passkey);
    const running = this.asking.get(key);
    if (running) return running;
    if (this.asking.size >= AT_A_TIME + MAX_WAITING) return Promise.resolve("unknown");
    const wait = this.tooFast(settings.perSecond, asker.client);
    if (wait > 0) return Promise.resolve({ wait });
    const asked = this.settle(key, passkey, settings, asker.salt).finally(() => this.asking.delete(key));
    this.asking.set(key, asked);
    return asked;
  }

  private async settle(key: string, passkey: string, settings: CheckSettings, salt: string): Promise<Verdict> {
    const { template } = settings;
    const forgets = this.memory.forgets();
    const verdict = await this.semaphore.run(() => this.fetch(settings, passkey, salt));
    const now = this.clock();
    if (typeof verdict === "object") {
      this.rejected.delete(key);
      await this.kept(this.memory.remember(template, passkey, verdict.identity, now, forgets));
    } else {
      this.rejected.set(key, verdict, now, verdict === "unknown" ? UNKNOWN_MS : undefined);
      if (verdict === "rejected" && this.memory.recall(template, passkey)) await this.memory.forget(template, passkey);
    }
    return verdict;
  }

  private async stays(passkey: string, { template, letInSeconds }: CheckSettings): Promise<Verdict | null> {
    const now = this.clock();
    const letIn = this.memory.recall(template, passkey);
    if (!letIn || !isWithin(now - letIn.at, REMEMBERED_MS)) return null;
    if (letIn.staysSince === null) await this.kept(this.memory.noteStay(template, passkey, now));
    return isWithin(now - (letIn.staysSince ?? now), STAYS * letInSeconds * 1000) ? { identity: letIn.identity } : null;
  }

  /** Counts a question; answers 0 when it may be asked, else the seconds after which one may. */
  private tooFast(perSecond: number, client: string | null): number {
    const now = this.clock();
    const shares = [
      ["all", perSecond],
      [`address ${client}`, Math.max(1, Math.floor(perSecond / 5))],
    ] as const;
    const wait = Math.max(...shares.map(([who, rate]) => this.questions.wait(who, rate * 60, now, rate)));
    if (wait === 0) for (const [who, rate] of shares) this.questions.take(who, rate * 60, now, rate);
    return wait;
  }

  private async fetch(
    { template, no }: CheckSettings,
    passkey: string,
    salt: string,
  ): Promise<{ identity: string } | "rejected" | "unknown"> {
    try {
      const response = await fetch(callbackAddress(template, passkey), {
        headers: { accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      const verdict = await judge(response, no, () => pseudonym(passkey, salt));
      if (verdict === "unknown") this.complain(`answered ${response.status}`);
      else this.recovered();
      return verdict;
    } catch (error) {
      // The message of the error may hold the address, and with it the passkey.
      const timedOut = error instanceof Error && error.name === "TimeoutError";
      this.complain(timedOut ? `did not respond within ${this.timeoutMs} ms` : "could not be reached");
      return "unknown";
    }
  }

  /** Said once for each trouble, not for each user. */
  private complain(what: string): void {
    if (this.complaint === null) {
      this.log("error", `auth_callback_url ${what}; only users that it accepted before are accepted`);
      this.kept(this.memory.noteTrouble(what, this.clock()));
    }
    this.complaint = what;
  }

  private recovered(): void {
    if (this.complaint !== null) this.kept(this.memory.noteTrouble(null, this.clock()));
    this.complaint = null;
  }

  /** What cannot be noted costs another question later, and nobody the way in. */
  private async kept(note: Promise<void>): Promise<void> {
    await note.catch((error) =>
      this.log("warn", "cannot store which users the tracker accepted", { error: String(error) }),
    );
  }
}

async function judge(
  response: Response,
  no: ReadonlySet<number>,
  unnamed: () => string,
): Promise<{ identity: string } | "rejected" | "unknown"> {
  if (response.ok) {
    const body = response.status === 204 ? "" : await readSome(response);
    return { identity: namedIn(body) ?? unnamed() };
  }
  await response.body?.cancel();
  return no.has(response.status) ? "rejected" : "unknown";
}

/** The `user_id`, else the `id`, of an answer in JSON. */
function namedIn(text: string): string | null {
  try {
    const body = JSON.parse(text);
    return readIdentity(body?.user_id) ?? readIdentity(body?.id);
  } catch {
    return null;
  }
}

/** The text of an answer; nothing of one that is longer than any answer about one user. */
async function readSome(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_ANSWER) return "";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The same for the same passkey and database, and nobody finds the passkey from it. */
export function pseudonym(passkey: string, salt: string): string {
  return `key-${createHmac("sha256", salt).update(passkey).digest("hex").slice(0, 12)}`;
}

/** Another address knows other users. */
function keyOf(template: string, passkey: string): string {
  return createHash("sha256").update(`${template}\n${passkey}`).digest("base64");
}

/** A clock that was set back makes nothing young. */
function isWithin(age: number, ms: number): boolean {
  return age >= 0 && age < ms;
}
