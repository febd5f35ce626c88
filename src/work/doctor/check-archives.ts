import { formatAmount } from "../../core/quantity.ts";
import type { Store } from "../../store/store.ts";
import { type Finding, findings } from "../observe/finding.ts";
import { userNames } from "../users/user-name.ts";

const { info, warning } = findings("archives");

/** Whether those whose histories were imported can be known as themselves, and get their archives. */
export function* checkArchives(store: Store, now: number): Generator<Finding> {
  const users = store.history.importedUsers();
  if (users === 0) return;
  const { settings } = store.settings.read();
  const who = `${formatAmount(users, "user")} with an imported history`;
  const tokens = store.tokens
    .all()
    .filter(({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now));
  if (settings.tracker !== "none") {
    yield info(
      `Archives come from the tracker's database (tracker is ${settings.tracker}), not from imported histories`,
    );
  } else if (settings.auth === "none") {
    const what = `auth is none: users are not identified, so the ${who} cannot get archives`;
    // The site fetches archives for its users then, perhaps.
    if (tokens.some(({ scopes }) => scopes.includes("manage"))) yield info(what, SET_AUTH);
    else yield warning(what, SET_AUTH);
  } else if (settings.auth === "token") {
    const stored = userNames(store, settings);
    const named = tokens.filter(
      ({ name, scopes }) => scopes.includes("match") && store.history.hasImport(stored(name)),
    );
    if (named.length === users) return;
    const what = `auth is token, but only ${named.length} of the ${who} have a token with their name`;
    const advice = "Create one for each user: `reseeder token create USER` (docs/lite.md).";
    yield named.length === 0 ? warning(what, advice) : info(what, advice);
  }
}

const SET_AUTH = "Set auth to header, callback, tracker or token (docs/access.md).";
