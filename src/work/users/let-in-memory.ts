import type { Forgotten } from "../../core/access/forget-request.ts";
import { NONCE_BYTES, openUser, passkeyMac, sealUser, userMac } from "../../core/access/let-in.ts";
import type { Store } from "../../store/store.ts";
import { retryWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";

/** Whom the tracker let in, and when. */
interface AcceptedUser {
  identity: string;
  /** Unix milliseconds. */
  at: number;
  /** Since when the tracker could not be asked again; null while it can. */
  staysSince: number | null;
}

/** Who was let in that long ago is a stranger again. */
export const REMEMBERED_MS = 24 * 3_600_000;

/**
 * Remembers in the database whom the tracker let in: it outlives a restart, what another process forgets is forgotten at
 * once, and neither passkeys nor users' ids can be read from it.
 */
export class LetInMemory {
  constructor(private readonly writers: Stores) {}

  /** @param template `auth_callback_url`: another tracker knows other users */
  recall(template: string, passkey: string): AcceptedUser | null {
    return this.writers.use((store) => {
      const key = store.letIn.key();
      const row = key && store.letIn.find(passkeyMac(key, template, passkey));
      const identity = row && openUser(key, template, passkey, row.identity);
      return row && identity !== null ? { identity, at: row.at, staysSince: row.staysSince } : null;
    });
  }

  /** To be asked for before a question to the tracker, and handed to `remember` with its answer. */
  forgets(): number {
    return this.writers.use((store) => store.letIn.forgets());
  }

  /** Notes whom the tracker let in, unless somebody was forgotten while it was asked: its answer may be from before. */
  async remember(template: string, passkey: string, identity: string, at: number, forgets: number): Promise<void> {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    await this.write((store) => {
      if (store.letIn.forgets() !== forgets) return;
      const key = store.letIn.makeKey();
      store.letIn.put(sealUser(key, template, passkey, identity, nonce), at);
      store.letIn.removeBefore(at - REMEMBERED_MS);
    });
  }

  /** Notes that the tracker cannot be asked about somebody. */
  async noteStay(template: string, passkey: string, at: number): Promise<void> {
    await this.write((store) => {
      const key = store.letIn.key();
      if (key) store.letIn.noteStay(passkeyMac(key, template, passkey), at);
    });
  }

  /** Forgets one whom the tracker lets in no more. */
  async forget(template: string, passkey: string): Promise<void> {
    await this.write((store) => forgetLetIn(store, template, { passkeys: [passkey] }));
  }

  /** Notes what is wrong with the tracker's answers; null when nothing is any more. */
  async noteTrouble(what: string | null, at: number): Promise<void> {
    await this.write((store) => store.letIn.noteTrouble(what === null ? null : { what, at }));
  }

  private async write(change: (store: Store) => unknown): Promise<void> {
    await retryWhileBusy(() => this.writers.use((store) => store.write(() => change(store))));
  }
}

/**
 * Forgets users whom the tracker let in; the next request of each is asked about anew. Call inside a write transaction.
 * @param template `auth_callback_url`
 * @returns how many were remembered
 */
export function forgetLetIn(store: Store, template: string, who: Forgotten): number {
  if (who === "all") return store.letIn.forgetAll();
  // Without a key nobody is remembered; an answer on its way is not kept all the same.
  const key = store.letIn.key() ?? new Uint8Array();
  return "passkeys" in who
    ? store.letIn.forgetPasskeys(who.passkeys.map((passkey) => passkeyMac(key, template, passkey)))
    : store.letIn.forgetUsers(who.users.map((user) => userMac(key, user)));
}
