import { Elysia } from "elysia";
import { objectOf, parseJson } from "../../core/json-text.ts";
import { matchLimits, readUserId } from "../../core/match/match-request.ts";
import { handshakeDetail } from "../openapi/handshake.ts";
import type { Guard } from "../request/guard.ts";
import type { Visits } from "../request/request-context.ts";

/** `POST /match/handshake`: the limits that a client has to know. */
export function handshakeRoutes(visits: Visits, guard: Guard) {
  return new Elysia({ name: "handshake" }).post(
    "/match/handshake",
    async ({ request }) => {
      const visit = visits.of(request);
      guard.enter(visit);
      const { settings } = visit;
      const { value } = parseJson(await visit.body(settings.max_body_bytes), matchLimits(1));
      const { user_id: userId, passkey } = objectOf(value);
      const said = readUserId(userId);
      await guard.admit(visit, passkey);
      visit.sentBy(said);
      return visit.json({
        status: "ok",
        min_file_size: settings.min_file_size,
        max_files_per_request: settings.max_files_per_request,
        max_torrents_per_response: settings.max_torrents_per_response,
      });
    },
    { parse: "none", detail: handshakeDetail },
  );
}
