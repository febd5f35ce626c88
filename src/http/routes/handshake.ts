import { Elysia } from "elysia";
import { objectOf, parseJson } from "../../core/json-text.ts";
import { MAX_EXCLUDED, matchLimits, readUserId } from "../../core/match/match-request.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { VERSION } from "../../core/version.ts";
import type { Guard } from "../request/guard.ts";
import { withContext, withEntry } from "../request/with-context.ts";

/** What this server can do beyond the fixed contract, as it is set. */
function capabilitiesOf({ auth }: Settings): string[] {
  // Nobody's history is given to somebody of whom nobody knows who he is.
  return auth === "none" ? [] : ["archive"];
}

/** `POST /match/handshake`: the limits that a client has to know. */
export function handshakeRoutes(guard: Guard) {
  return new Elysia({ name: "handshake" })
    .use(withContext())
    .use(withEntry(guard))
    .post(
      "/match/handshake",
      async ({ context, entered }) => {
        const { settings } = context;
        const { value } = parseJson(await context.body(settings.max_body_bytes), matchLimits(1));
        const { user_id: userId, passkey } = objectOf(value);
        const said = readUserId(userId);
        guard.sender(context, await guard.admit(context, entered, passkey), said);
        return context.json({
          status: "ok",
          min_file_size: settings.min_file_size,
          max_files_per_request: settings.max_files_per_request,
          max_torrents_per_response: settings.max_torrents_per_response,
          max_exclude_torrent_ids: MAX_EXCLUDED,
          max_body_bytes: settings.max_body_bytes,
          auth: settings.auth,
          proof: "off",
          capabilities: capabilitiesOf(settings),
          version: VERSION,
        });
      },
      { parse: "none" },
    );
}
