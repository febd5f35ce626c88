import { isoTime } from "../../core/iso-time.ts";
import type { Store } from "../../store/store.ts";
import { type Finding, findings } from "../observe/finding.ts";
import { processStates } from "../observe/heartbeat.ts";
import { settingProblems } from "../settings/setting-problems.ts";

/** A smaller share of torrents with an id than this looks like a mistake. */
const FEW = 0.1;

function isServed(store: Store, now: number): boolean {
  return processStates(store, now).some(({ kind, status }) => kind === "serve" && status !== "gone");
}

/** Whether those who should be let in can be, and get their torrents. */
export function* checkAccess(store: Store, now: number): Generator<Finding> {
  const { ok, info, error, warning } = findings("access");
  const { settings } = store.settings.read();
  const wrong = settingProblems(settings);
  for (const { key, problem, means } of wrong) {
    yield error(`${key}: ${problem}; ${means}`, `Change it with \`reseeder settings set ${key} VALUE\`.`);
  }
  const inForce = store.tokens.all().some(({ scopes, revokedAt, expiresAt }) => {
    return scopes.includes("match") && revokedAt === null && (expiresAt === null || expiresAt > now);
  });
  if (settings.auth === "token" && !inForce) {
    yield warning(
      "auth is token, and no token with the scope match is in force: nobody is let in",
      "Make one with `reseeder token create NAME`.",
    );
  } else if (wrong.length === 0) yield ok(`auth is ${settings.auth}`);
  const trouble = settings.auth === "callback" ? store.letIn.trouble() : null;
  if (trouble) {
    yield warning(
      `auth_callback_url ${trouble.what}, since ${isoTime(trouble.at)}: nobody is let in whom it has not let in within a day`,
      "Ask it by hand; if that status means that a passkey is nobody's, add it to auth_callback_no.",
    );
  }
  if (settings.auth === "none" && settings.allowed_hosts.trim() === "" && isServed(store, now)) {
    yield info(
      "auth is none, and serve answers under any name: a page elsewhere can bind its own name to this address and ask",
      "Name the hosts it is reached under with `reseeder settings set allowed_hosts NAME`.",
    );
  }
  const clear = settings.anonymize_users === 1 ? store.userRenaming.withIds() : [];
  if (clear.length > 0) {
    yield warning(
      `anonymize_users is true, and there are user ids from before: ${clear.join(", ")}`,
      "Hash them with `reseeder wipe users --anonymize`.",
    );
  }
  if (settings.announce_urls.trim() !== "" && settings.comment_url.includes("{id}")) {
    const { torrents } = store.statistics.totals();
    const known = store.statistics.withExternalId();
    if (known < torrents * FEW) {
      yield warning(
        `comment_url has {id}, and of ${torrents} torrents on offer ${known} have an id of the tracker's own: the others keep their comments`,
        "Set external_id_pattern so that it finds the id in the names of the files and scan, or use {info_hash}.",
      );
    }
  }
}
