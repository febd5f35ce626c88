import { createHash } from "node:crypto";
import type { Settings } from "../../core/settings/settings.ts";
import type { Environment } from "../runtime/secret-text.ts";
import { actixKeyTimeout } from "./actix-api.ts";
import { apiConnectorOf } from "./api-connector.ts";
import { ApiSession } from "./api-session.ts";
import type { RequestBudget } from "./request-budget.ts";

/** Whose a key of the tracker is, and for how many milliseconds that holds at most. */
export type KeyOwner = { identity: string; holdsMs: number } | "rejected";

const TIMEOUT_MS = 4_000;

/**
 * Asks a Torrust-Actix whether it lets a key in. Its keys belong to nobody that it could name: who has one is named after
 * its SHA-256, so that it stands in no record itself.
 * @throws ReseederError `TRACKER_…` where that is not known
 */
export async function keyOwner(
  settings: Pick<Settings, "tracker_url">,
  env: Environment,
  budget: RequestBudget,
  key: string,
  clock: () => number,
): Promise<KeyOwner> {
  if (!/^[0-9a-f]{40}$/i.test(key)) return "rejected";
  const { signal } = new AbortController();
  const session = new ApiSession(apiConnectorOf("torrust-actix", settings, env), budget, signal, TIMEOUT_MS);
  try {
    const timeout = await actixKeyTimeout(session, key.toLowerCase());
    const holdsMs = timeout === null ? 0 : timeout - clock();
    if (holdsMs <= 0) return "rejected";
    const name = createHash("sha256").update(`key\n${key.toLowerCase()}`).digest("hex").slice(0, 20);
    return { identity: `key_${name}`, holdsMs };
  } finally {
    session.close();
  }
}
