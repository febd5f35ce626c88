import { createHash, createHmac } from "node:crypto";
import { callbackAddress, readIdentity } from "../../core/access/access.ts";
import type { Log } from "../../core/log.ts";
import { Semaphore } from "../runtime/semaphore.ts";
import { TtlCache } from "../runtime/ttl-cache.ts";

/** What the tracker said of a passkey: whose it is, that it is nobody's, or nothing that can be relied on. */
export type Verdict = { identity: string } | "rejected" | "unknown";

export interface CheckSettings {
  /** `auth_callback_url` */
  template: string;
  /** How long what was said holds, in seconds. */
  letInSeconds: number;
  refusedSeconds: number;
}

/** How long the tracker may take. */
const TIMEOUT_MS = 5_000;
/** Answers of the tracker are asked for so many at a time, and so many more may wait. */
const AT_A_TIME = 16;
const MAX_WAITING = 500;
/** A tracker that gave no answer is left alone for so long with the same passkey. */
const UNKNOWN_MS = 2_000;
const MAX_ANSWER = 64 * 1024;

/**
 * Asks the tracker about passkeys, once for many requests at a time with the same one, and remembers what it said. It is
 * closed: what is no clear yes lets nobody in. Passkeys are held as their SHA-256 and never logged.
 */
export class PasskeyCheck {
  private readonly asking = new Map<string, Promise<Verdict>>();
  private readonly letIn = new TtlCache<{ identity: string }>(20_000);
  private readonly rejected = new TtlCache<"rejected" | "unknown">(20_000);
  private readonly semaphore = new Semaphore(AT_A_TIME);
  private complained = false;

  constructor(
    private readonly log: Log,
    private readonly clock: () => number,
    private readonly timeoutMs: number = TIMEOUT_MS,
  ) {}

  /** What is remembered of a passkey; null when the tracker has to be asked. */
  known(passkey: string, { template, letInSeconds, refusedSeconds }: CheckSettings): Verdict | null {
    const key = keyOf(template, passkey);
    const now = this.clock();
    return this.letIn.get(key, now, letInSeconds * 1000) ?? this.rejected.get(key, now, refusedSeconds * 1000);
  }

  /** @param salt of the pseudonym of a user whom the tracker does not name */
  ask(passkey: string, settings: CheckSettings, salt: string): Promise<Verdict> {
    const known = this.known(passkey, settings);
    if (known !== null) return Promise.resolve(known);
    const key = keyOf(settings.template, passkey);
    const running = this.asking.get(key);
    if (running) return running;
    if (this.asking.size >= AT_A_TIME + MAX_WAITING) return Promise.resolve("unknown");
    const asked = this.semaphore
      .run(() => this.fetch(settings.template, passkey, salt))
      .then((verdict) => {
        const now = this.clock();
        if (typeof verdict === "object") {
          this.letIn.set(key, verdict, now);
          this.rejected.delete(key);
        } else this.rejected.set(key, verdict, now, verdict === "unknown" ? UNKNOWN_MS : undefined);
        return verdict;
      })
      .finally(() => this.asking.delete(key));
    this.asking.set(key, asked);
    return asked;
  }

  private async fetch(template: string, passkey: string, salt: string): Promise<Verdict> {
    try {
      const response = await fetch(callbackAddress(template, passkey), {
        headers: { accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      const verdict = await judge(response, () => pseudonym(passkey, salt));
      if (verdict === "unknown") this.complain(`answered ${response.status}`);
      else this.complained = false;
      return verdict;
    } catch (error) {
      // The message of the error may hold the address, and with it the passkey.
      const timedOut = error instanceof Error && error.name === "TimeoutError";
      this.complain(timedOut ? `gave no answer within ${this.timeoutMs} ms` : "could not be reached");
      return "unknown";
    }
  }

  /** Said once for each trouble, not for each user. */
  private complain(what: string): void {
    if (!this.complained)
      this.log("error", `auth_callback_url ${what}; nobody is let in whom it has not let in before`);
    this.complained = true;
  }
}

async function judge(response: Response, unnamed: () => string): Promise<Verdict> {
  if (response.ok) {
    const body = response.status === 204 ? "" : await readSome(response);
    return { identity: namedIn(body) ?? unnamed() };
  }
  await response.body?.cancel();
  return [401, 403, 404].includes(response.status) ? "rejected" : "unknown";
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
function pseudonym(passkey: string, salt: string): string {
  return `key-${createHmac("sha256", salt).update(passkey).digest("hex").slice(0, 12)}`;
}

/** Another address knows other users. */
function keyOf(template: string, passkey: string): string {
  return createHash("sha256").update(`${template}\n${passkey}`).digest("base64");
}
