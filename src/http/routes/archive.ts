import { Elysia } from "elysia";
import { readIdentity } from "../../core/access/access.ts";
import { ReseederError } from "../../core/errors.ts";
import { invalid } from "../../core/json-text.ts";
import type { HistoryTorrent } from "../../store/people/history.ts";
import { ConcurrencyQuota } from "../../work/runtime/concurrency-quota.ts";
import { DiskSpeeds } from "../../work/torrents/disk-speeds.ts";
import { PersonalTorrents, personalSettings } from "../../work/torrents/personal-torrents.ts";
import { ownHistory, trackerHistory, userArchive } from "../../work/users/user-archive.ts";
import { ZipBody } from "../answer/zip-body.ts";
import { type Guard, passkeyHeader } from "../request/guard.ts";
import type { HttpServices } from "../request/http-services.ts";
import { causeOf } from "../request/problem.ts";
import type { RequestContext } from "../request/request-context.ts";
import { withContext, withToken } from "../request/with-context.ts";

/** Archives that go out at a time, and to one user: each may take as long as its reader likes. */
const ARCHIVES = 64;
const ARCHIVES_OF_ONE_USER = 2;
const COME_AGAIN_SECONDS = 10;

const HEADERS = {
  "content-type": "application/zip",
  "content-disposition": 'attachment; filename="archive.zip"',
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

/** `GET /archive`: what the user once downloaded, as a ZIP; `GET /api/v1/users/:user/archive` the same for the operator. */
export function archiveRoutes(guard: Guard, services: HttpServices) {
  const quota = new ConcurrencyQuota(ARCHIVES, ARCHIVES_OF_ONE_USER);
  const disks = new DiskSpeeds();
  /** @param said the user as access control knows him, or as the operator names him */
  const send = async (context: RequestContext, said: string | null, passkey: string | null): Promise<Response> => {
    const user = context.named(said);
    if (said === null || user === null) throw invalid("user: expected a user ID");
    const { settings, store, request } = context;
    const isAsked = settings.tracker !== "none" && request.method !== "HEAD";
    const downloads = isAsked ? await services.lookups.history(settings, said) : null;
    const history = downloads ? trackerHistory(store, downloads) : ownHistory(store, user);
    return sendArchive(context, user, history, passkey, quota, disks, services);
  };
  return new Elysia({ name: "archive" })
    .use(withContext())
    .get("/archive", async ({ context }) => {
      const { user, passkey } = await guard.identify(context);
      return send(context, user, passkey);
    })
    .use(withToken(guard, "manage"))
    .get("/api/v1/users/:user/archive", ({ context, params }) =>
      send(context, readIdentity(params.user), passkeyHeader(context)),
    );
}

/** @param user as he may be stored */
function sendArchive(
  context: RequestContext,
  user: string,
  history: Iterable<readonly HistoryTorrent[]>,
  passkey: string | null,
  quota: ConcurrencyQuota,
  disks: DiskSpeeds,
  { requestLog, log }: HttpServices,
): Response {
  const settings = personalSettings(context.settings);
  const personal = settings && new PersonalTorrents(settings, passkey, log);
  const { store, record, at } = context;
  return context.stream(HEADERS, () => {
    const leave = quota.acquire(user);
    if (!leave) {
      const message = `Other archives are being sent; try again in ${COME_AGAIN_SECONDS} s`;
      throw new ReseederError("RATE_LIMITED", message, { retryAfter: COME_AGAIN_SECONDS });
    }
    const body: ZipBody = new ZipBody(userArchive(store, history, personal, disks), {
      handed: (torrentIds) => requestLog.handed({ at, identity: user, torrentIds, way: "archive" }),
      trouble: (error) => {
        record.error = "SERVER_ERROR: the archive was cut off";
        log("error", `an archive was cut off before its directory: ${causeOf(error)}`);
      },
      ended: () => {
        leave();
        record.torrents = body.count;
        requestLog.skipped(body.omittedIds, at);
      },
    });
    return body;
  });
}
