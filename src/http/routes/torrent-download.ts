import { Elysia } from "elysia";
import { MAX_IDENTITY, readIdentity } from "../../core/access/access.ts";
import { contentDisposition } from "../../core/api/content-disposition.ts";
import { ReseederError } from "../../core/errors.ts";
import { invalid } from "../../core/json-text.ts";
import { needsPasskey } from "../../core/personal/personal-settings.ts";
import { explain } from "../../store/database/database.ts";
import { findTorrent } from "../../work/torrents/find-torrent.ts";
import { PersonalTorrents, personalSettings } from "../../work/torrents/personal-torrents.ts";
import { downloadTorrent } from "../../work/torrents/torrent-download.ts";
import { type Guard, passkeyHeader } from "../request/guard.ts";
import { headerText } from "../request/header-text.ts";
import type { HttpServices } from "../request/http-services.ts";
import type { RequestContext } from "../request/request-context.ts";
import { withContext, withToken } from "../request/with-context.ts";

/** `GET /api/v1/torrents/:info_hash/download`: one .torrent as it would be handed out. */
export function torrentDownloadRoutes(guard: Guard, services: HttpServices) {
  return new Elysia({ name: "torrent-download" })
    .use(withContext())
    .use(withToken(guard, "manage"))
    .get("/api/v1/torrents/:info_hash/download", ({ context, params }) =>
      download(context, params.info_hash, services),
    );
}

async function download(context: RequestContext, named: string, { requestLog, log }: HttpServices): Promise<Response> {
  const { store, at } = context;
  const id = explain(store.path, () => findTorrent(store, named));
  const user = context.named(userHeader(context));
  const settings = personalSettings(context.settings);
  const passkey = passkeyHeader(context);
  if (settings && passkey === null && needsPasskey(settings)) {
    throw invalid("X-Reseeder-Passkey: expected the passkey of the user that downloads the torrent");
  }
  const made = await downloadTorrent(store, id, settings && new PersonalTorrents(settings, passkey, log));
  if (!made) {
    requestLog.skipped([id], at);
    throw new ReseederError("NOT_FOUND", `torrent ${named}: its .torrent file is gone`);
  }
  context.record.torrents = 1;
  if (user !== null && context.request.method !== "HEAD") {
    requestLog.handed({ at, identity: user, torrentIds: [id], way: "download" });
  }
  return context.bytes(made.bytes, {
    "content-type": "application/x-bittorrent",
    "content-disposition": contentDisposition(made.fileName),
    "x-content-type-options": "nosniff",
  });
}

/** Whom the torrent is for; null where it is not said. */
function userHeader({ request }: RequestContext): string | null {
  const said = headerText(request.headers, "x-reseeder-user") || null;
  const user = readIdentity(said);
  if (said === null || user !== null) return user;
  throw invalid(`X-Reseeder-User: expected a user ID of at most ${MAX_IDENTITY} characters`);
}
