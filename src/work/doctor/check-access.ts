import type { Store } from "../../store/store.ts";
import { settingProblems } from "../setting-problems.ts";
import { type Finding, findings } from "./finding.ts";

/** Whether those who should be let in can be, and get their torrents. */
export function* checkAccess(store: Store, now: number): Generator<Finding> {
  const { ok, error, warning } = findings("access");
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
}
