import { readPasskey, type Scope } from "../../core/access/access.ts";
import { bearerText } from "../../core/access/token.ts";
import { ReseederError } from "../../core/errors.ts";
import { show } from "../../core/json-text.ts";
import type { Access, Admission } from "../../work/users/access.ts";
import type { RequestContext } from "./request-context.ts";

/** Who sent a request, as the database and the log may have it. */
export interface Sender {
  /** Whom access control knows, else what the body says. */
  userId: string | null;
  /** Whom access control knows; null where it asks nobody. */
  identity: string | null;
}

/**
 * Stands before the endpoints of a match: `enter` before the body is read, `admit` when it is understood; and before
 * those of the operator, which ask for a token with a scope (`authorise`).
 */
export class Guard {
  constructor(private readonly access: Access) {}

  /**
   * Settles who asks as far as the headers tell.
   * @returns null where the body has to say who it is
   * @throws ReseederError `UNAUTHORIZED`, `FORBIDDEN`, `RATE_LIMITED`; `DATABASE_…` while it is not known who may ask
   */
  enter(context: RequestContext): Admission | null {
    if (context.isFromForeignPage) {
      const { origin } = context.page;
      const from = origin === null ? "another site" : `the site ${show(origin)}`;
      throw new ReseederError("FORBIDDEN", `Sent by ${from}, which is not in allowed_origins`);
    }
    const admission = this.access.enter(context.openStore, context.settings, context.credentials);
    if (admission) this.sender(context, admission, null);
    return admission;
  }

  /**
   * Settles who asks with the passkey that the body gives.
   * @returns a promise only where the tracker's word has to be waited for
   * @throws ReseederError as `enter`
   */
  admit(context: RequestContext, entered: Admission | null, passkey: unknown): Admission | Promise<Admission> {
    if (entered !== null) return entered;
    const admitted = this.access.admit(context.openStore, context.settings, context.credentials, passkey);
    // It may be rejected before the caller comes to wait for it.
    if (admitted instanceof Promise) admitted.catch(() => {});
    return admitted;
  }

  /** Says who sent the request, and notes it for the log. @param said what the body says */
  sender(context: RequestContext, { identity }: Admission, said: string | null): Sender {
    const userId = context.named(identity ?? said);
    context.record.userId = userId;
    return { userId, identity: identity === null ? null : userId };
  }

  /**
   * Settles who asks where there is no body. What stands in a body as `passkey` stands in `X-Reseeder-Passkey` here,
   * whoever sends it; where the tracker is asked whose it is, `Authorization: Bearer` may hold it as well.
   * @returns the user as access control knows him, and the passkey, if there is one
   * @throws ReseederError as `enter`; `FORBIDDEN` where nobody is asked who he is
   */
  async identify(context: RequestContext): Promise<{ user: string | null; passkey: string | null }> {
    const entered = this.enter(context);
    const { settings, request } = context;
    if (settings.auth === "none") {
      throw new ReseederError("FORBIDDEN", "This server does not authenticate users (setting auth)");
    }
    const byPasskey = settings.auth === "callback" || settings.auth === "tracker";
    const bearer = byPasskey ? bearerText(request.headers.get("authorization")) : null;
    const passkey = passkeyHeader(context) ?? readPasskey(bearer, "authorization: Bearer");
    const admission = await this.admit(context, entered, passkey);
    this.sender(context, admission, null);
    return { user: admission.identity, passkey };
  }

  /**
   * Lets in who has a token with this scope; to be called before the body is read. The log names the token: its name says
   * who may manage, not who matches, and stays as it is.
   * @throws ReseederError `UNAUTHORIZED`, `FORBIDDEN`, `RATE_LIMITED`; `DATABASE_…` while it is not known who may ask
   */
  authorise(context: RequestContext, scope: Scope): void {
    context.record.userId = this.access.authorise(context.store, context.settings, context.credentials, scope);
  }
}

/** @throws ReseederError `INVALID_REQUEST` for what cannot be a passkey */
export function passkeyHeader({ request }: RequestContext): string | null {
  return readPasskey(request.headers.get("x-reseeder-passkey") || null, "X-Reseeder-Passkey");
}
