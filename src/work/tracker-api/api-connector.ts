import { ReseederError } from "../../core/errors.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { API_KINDS, type ApiKind, type ApiKindName } from "../../core/tracker-api/api-kinds.ts";
import { type ApiUrl, readApiUrl } from "../../core/tracker-api/api-url.ts";
import { type Environment, requireSecretText } from "../runtime/secret-text.ts";

/** A tracker's API as the settings and the environment say. */
export interface ApiConnector extends ApiKind, ApiUrl {
  name: ApiKindName;
  /** Never in a setting, a flag, a log or an error. */
  secret: string;
}

const TOKEN_VARIABLE = "RESEEDER_TRACKER_TOKEN";

/**
 * Puts together what is needed to ask a tracker's API.
 * @throws ReseederError `TRACKER_URL`, `TRACKER_TOKEN`
 */
export function apiConnectorOf(
  name: ApiKindName,
  settings: Pick<Settings, "tracker_url">,
  env: Environment,
): ApiConnector {
  const url = readApiUrl(settings.tracker_url);
  if (typeof url === "string") throw new ReseederError("TRACKER_URL", `tracker_url: ${url}`);
  const { text, where } = requireSecretText(env, TOKEN_VARIABLE, "TRACKER_TOKEN");
  const secret = text.trim();
  if (!/^[\x21-\x7e]{1,512}$/.test(secret)) {
    throw new ReseederError("TRACKER_TOKEN", `${where}: expected 1 to 512 printable characters without spaces`);
  }
  return { name, ...API_KINDS[name], ...url, secret };
}
