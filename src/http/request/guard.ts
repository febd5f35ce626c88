import { readPasskey, type Scope } from "../../core/access/access.ts";
import { bearerText } from "../../core/access/token.ts";
import { ReseederError } from "../../core/errors.ts";
import type { Access } from "../../work/users/access.ts";
import type { LiveSettings } from "./live-settings.ts";
import type { Visit } from "./request-context.ts";

/**
 * Stands before the endpoints of a match: `enter` before the body is read, `admit` when it is understood; and before
 * those of the operator, which ask for a token with a scope (`authorise`).
 */
export class Guard {
  constructor(
    private readonly access: Access,
    private readonly live: LiveSettings,
  ) {}

  /**
   * Settles who asks as far as the headers tell.
   * @throws ReseederError `UNAUTHORIZED`, `FORBIDDEN`, `RATE_LIMITED`; `DATABASE_…` while it is not known who may ask
   */
  enter(visit: Visit): void {
    if (!this.live.isKnown) visit.settings = this.live.read(visit.store);
    visit.admission = this.access.enter(visit.openStore, visit.settings, visit.credentials);
    visit.sentBy(null);
  }

  /**
   * Settles who asks with the passkey that the body gives.
   * @returns null when that is settled, else what the tracker's word has to be waited for
   * @throws ReseederError as `enter`
   */
  admit(visit: Visit, passkey: unknown): Promise<void> | null {
    if (visit.admission !== null) return null;
    const admitted = this.access.admit(visit.openStore, visit.settings, visit.credentials, passkey);
    if (!(admitted instanceof Promise)) {
      visit.admission = admitted;
      return null;
    }
    const settled = admitted.then((admission) => {
      visit.admission = admission;
    });
    // It may be rejected before the caller comes to wait for it.
    settled.catch(() => {});
    return settled;
  }

  /**
   * Settles who asks where there is no body. What stands in a body as `passkey` stands in `X-Reseeder-Passkey` here,
   * whoever sends it; where the tracker is asked whose it is, `Authorization: Bearer` may hold it as well.
   * @returns the passkey, if there is one
   * @throws ReseederError as `enter`; `FORBIDDEN` where nobody is asked who he is
   */
  async identify(visit: Visit): Promise<string | null> {
    this.enter(visit);
    const { settings, request } = visit;
    if (settings.auth === "none") {
      throw new ReseederError("FORBIDDEN", "This server does not ask who its users are (setting auth)");
    }
    const bearer = settings.auth === "callback" ? bearerText(request.headers.get("authorization")) : null;
    const passkey = passkeyHeader(visit) ?? readPasskey(bearer, "authorization: Bearer");
    await this.admit(visit, passkey);
    visit.sentBy(null);
    return passkey;
  }

  /**
   * Lets in who has a token with this scope; to be called before the body is read.
   * @throws ReseederError `UNAUTHORIZED`, `FORBIDDEN`, `RATE_LIMITED`; `DATABASE_…` while it is not known who may ask
   */
  authorise(visit: Visit, scope: Scope): void {
    if (!this.live.isKnown) visit.settings = this.live.read(visit.store);
    const name = this.access.authorise(visit.store, visit.settings, visit.credentials, scope);
    visit.sentWith(name);
  }
}

/** @throws ReseederError `INVALID_REQUEST` for what cannot be a passkey */
export function passkeyHeader({ request }: Visit): string | null {
  return readPasskey(request.headers.get("x-reseeder-passkey") || null, "X-Reseeder-Passkey");
}
