import { socketPath } from "../../core/access/listen-address.ts";
import { isoTime } from "../../core/iso-time.ts";
import type { Store } from "../../store/store.ts";
import { type Finding, findings } from "../observe/finding.ts";
import { servings } from "../observe/serving.ts";
import { settingProblems } from "../settings/setting-problems.ts";

/** A smaller share of torrents with an id than this looks like a mistake. */
const FEW = 0.1;

/** Whether a serve has a port, so that browsers can be led to it. */
function isServed(store: Store, now: number): boolean {
  return servings(store, now).some(({ address, isRunning }) => isRunning && socketPath(address) === null);
}

/** Whether those who should be let in can be, and get their torrents. */
export function* checkAccess(store: Store, now: number): Generator<Finding> {
  const { ok, info, error, warning } = findings("access");
  const { settings } = store.settings.read();
  const wrong = settingProblems(settings);
  for (const { key, problem, means } of wrong) {
    yield error(`${key}: ${problem}; ${means}`, `Change it: \`reseeder settings set ${key} VALUE\`.`);
  }
  const inForce = store.tokens.all().some(({ scopes, revokedAt, expiresAt }) => {
    return scopes.includes("match") && revokedAt === null && (expiresAt === null || expiresAt > now);
  });
  if (settings.auth === "token" && !inForce) {
    yield warning(
      "auth is token, but there is no valid token with the scope match: every request is rejected",
      "Create one: `reseeder token create NAME`.",
    );
  } else if (wrong.length === 0) yield ok(`auth is ${settings.auth}`);
  const trouble = settings.auth === "callback" ? store.letIn.trouble() : null;
  if (trouble) {
    yield warning(
      `auth_callback_url ${trouble.what}, since ${isoTime(trouble.at)}: only users that it accepted within the last day are accepted`,
      "Try the URL by hand. If that status means that a passkey is invalid, add it to auth_callback_no.",
    );
  }
  if (settings.auth === "none" && settings.allowed_hosts.trim() === "" && isServed(store, now)) {
    yield info(
      "auth is none and serve answers to any host name, so web pages can reach it by DNS rebinding",
      "List its host names: `reseeder settings set allowed_hosts NAME`.",
    );
  }
  const clear = settings.anonymize_users === 1 ? store.userRenaming.withIds() : [];
  if (clear.length > 0) {
    yield warning(
      `anonymize_users is true, and there are user ids from before: ${clear.join(", ")}`,
      "Hash them: `reseeder wipe users --anonymize`.",
    );
  }
  if (settings.announce_urls.trim() !== "" && settings.comment_url.includes("{id}")) {
    const { torrents } = store.statistics.totals();
    const known = store.statistics.withExternalId();
    if (known < torrents * FEW) {
      yield warning(
        `comment_url has {id}, but only ${known} of ${torrents} offered torrents have a tracker ID: the others keep their comments`,
        "Set external_id_pattern to match your file names and scan, or use {info_hash}.",
      );
    }
  }
}
