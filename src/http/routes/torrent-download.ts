import { Elysia } from "elysia";
import { readIdentity } from "../../core/access/access.ts";
import { contentDisposition } from "../../core/api/content-disposition.ts";
import { ReseederError } from "../../core/errors.ts";
import { invalid } from "../../core/json-text.ts";
import { needsPasskey } from "../../core/personal/personal-settings.ts";
import { explain } from "../../store/database/database.ts";
import { PersonalTorrents, personalSettings } from "../../work/torrents/personal-torrents.ts";
import { findTorrent } from "../../work/torrents/torrent-details.ts";
import { downloadTorrent } from "../../work/torrents/torrent-download.ts";
import { downloadDetail } from "../openapi/management-torrent.ts";
import { type Guard, passkeyHeader } from "../request/guard.ts";
import type { HttpContext } from "../request/http-context.ts";
import type { Visit, Visits } from "../request/request-context.ts";

/** `GET /api/v1/torrents/:info_hash/download`: one .torrent as it would be handed out. */
export function torrentDownloadRoutes(visits: Visits, guard: Guard, context: HttpContext) {
  return new Elysia({ name: "torrent-download" }).get(
    "/api/v1/torrents/:info_hash/download",
    ({ request, params }) => {
      const visit = visits.of(request);
      guard.authorise(visit, "manage");
      return download(visit, params.info_hash, context);
    },
    { detail: downloadDetail },
  );
}

async function download(visit: Visit, named: string, { requestLog, log }: HttpContext): Promise<Response> {
  const { store, at } = visit;
  const id = explain(store.path, () => findTorrent(store, named));
  const settings = personalSettings(visit.settings);
  const passkey = passkeyHeader(visit);
  if (settings && passkey === null && needsPasskey(settings)) {
    throw invalid("X-Reseeder-Passkey: expected the passkey of the user whom the torrent is for");
  }
  const made = await downloadTorrent(store, id, settings && new PersonalTorrents(settings, passkey, log));
  if (!made) {
    requestLog.skipped([id], at);
    throw new ReseederError("NOT_FOUND", `torrent ${named}: its .torrent lies nowhere any more`);
  }
  visit.torrents = 1;
  const user = visit.named(readIdentity(visit.request.headers.get("x-reseeder-user")));
  if (user !== null && visit.request.method !== "HEAD") {
    requestLog.handed({ at, identity: user, torrentIds: [id] });
  }
  return visit.bytes(made.bytes, {
    "content-type": "application/x-bittorrent",
    "content-disposition": contentDisposition(made.fileName),
    "x-content-type-options": "nosniff",
  });
}
