import type { Settings } from "../../core/settings/settings.ts";
import type { ApiKindName } from "../../core/tracker-api/api-kinds.ts";
import { type Finding, findings } from "../observe/finding.ts";
import type { Environment } from "../runtime/secret-text.ts";
import type { Stores } from "../runtime/stores.ts";
import { actixStats } from "../tracker-api/actix-api.ts";
import { type ApiConnector, apiConnectorOf } from "../tracker-api/api-connector.ts";
import { apiMemory } from "../tracker-api/api-round.ts";
import { ApiSession } from "../tracker-api/api-session.ts";
import { trackerPlace, unlessPaused } from "../tracker-api/tracker-pause.ts";
import { firstRound } from "./first-round.ts";

const { ok, info, warning, error } = findings("tracker");

/** Looks whether the tracker's API can be asked as the settings say, and what a first round would do; changes nothing. */
export async function* checkApi(
  stores: Stores,
  name: ApiKindName,
  settings: Settings,
  env: Environment,
  clock: () => number,
): AsyncGenerator<Finding> {
  try {
    const { title, base, isExposed } = apiConnectorOf(name, settings, env);
    if (isExposed) {
      yield warning(
        `${base} is not encrypted: anyone on the network path can read the token and change the list`,
        "Run ReSeeder on the tracker's machine, or use a TLS reverse proxy for its API.",
      );
    }
    yield* firstRound(stores, env, clock);
    yield ok(`${title} answers at ${base} and accepts the token`);
    if (name === "torrust-actix") yield* modes(stores, apiConnectorOf(name, settings, env), settings, clock);
    if (name === "udpt" && settings.unlisted === "auto") {
      yield info(
        "unlisted is auto: torrents that UDPT does not list are offered as dead. Set it to withhold for a static tracker",
      );
    }
  } catch (problem) {
    const { message = String(problem), hint = "" } = problem as { message?: string; hint?: string };
    yield error(message, hint);
  }
}

async function* modes(
  stores: Stores,
  connector: ApiConnector,
  settings: Settings,
  clock: () => number,
): AsyncGenerator<Finding> {
  const session = new ApiSession(connector, apiMemory(clock).budget, new AbortController().signal);
  try {
    const { hasWhitelist, hasBlacklist, hasKeys, users } = await unlessPaused(
      stores,
      trackerPlace(settings),
      clock,
      () => actixStats(session),
    );
    const said = Object.entries({ whitelist: hasWhitelist, blacklist: hasBlacklist, keys: hasKeys });
    yield info(`Its modes: ${said.map(([mode, isOn]) => `${mode} ${isOn ? "on" : "off"}`).join(", ")}`);
    const isAsked = settings.auth === "tracker";
    if (users > 0) {
      const what = `It has ${users} users, but its API cannot look up users' keys: auth = tracker accepts only its own keys`;
      yield isAsked ? warning(what, "Use another auth for users, for example callback (docs/access.md).") : info(what);
    }
    if (isAsked && !hasKeys) {
      yield warning(
        "auth is tracker, but its keys are off: every request is rejected",
        "Enable keys_enabled in its configuration.",
      );
    }
  } finally {
    session.close();
  }
}
