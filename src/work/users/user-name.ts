import { anonymousName } from "../../core/access/anonymous-name.ts";
import type { Settings } from "../../core/settings/settings.ts";
import type { Store } from "../../store/store.ts";

/**
 * What the database and the log keep of users' ids: the ids themselves, or names in their place where `anonymize_users`
 * says so. Everything that stores the id of a user, or looks one up, asks here first, and once: the name of a name is
 * another name. For many ids, since it reads settings and key once.
 */
export function userNames(
  store: Store,
  { anonymize_users: anonymize }: Pick<Settings, "anonymize_users"> = store.settings.read().settings,
): (userId: string) => string {
  if (anonymize !== 1) return (userId) => userId;
  const key = store.secrets.userKey();
  return (userId) => anonymousName(key, userId);
}

/** As `userNames`, for one id; nobody stays nobody. */
export function storedUserId(
  store: Store,
  userId: string | null,
  settings?: Pick<Settings, "anonymize_users">,
): string | null {
  return userId === null ? null : userNames(store, settings)(userId);
}
