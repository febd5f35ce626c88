import { Elysia } from "elysia";
import { readIdentity } from "../../core/access/access.ts";
import { ReseederError } from "../../core/errors.ts";
import { invalid } from "../../core/json-text.ts";
import { ConcurrencyQuota } from "../../work/runtime/concurrency-quota.ts";
import { MemoryRelief } from "../../work/runtime/memory-relief.ts";
import { PersonalTorrents, personalSettings } from "../../work/torrents/personal-torrents.ts";
import { userArchive } from "../../work/users/user-archive.ts";
import { ZipBody } from "../answer/zip-body.ts";
import { archiveDetail, userArchiveDetail } from "../openapi/archive.ts";
import { type Guard, passkeyHeader } from "../request/guard.ts";
import type { HttpContext } from "../request/http-context.ts";
import { causeOf } from "../request/problem.ts";
import type { Visit, Visits } from "../request/request-context.ts";

/** Archives that go out at a time, and to one user: each may take as long as its reader likes. */
const ARCHIVES = 64;
const ARCHIVES_OF_ONE_USER = 2;
const COME_AGAIN_SECONDS = 10;

const HEADERS = {
  "content-type": "application/zip",
  "content-disposition": 'attachment; filename="archive.zip"',
  "cache-control": "no-store",
};

/** `GET /archive`: what the user once downloaded, as a ZIP; `GET /api/v1/users/:user/archive` the same for the operator. */
export function archiveRoutes(visits: Visits, guard: Guard, context: HttpContext) {
  const quota = new ConcurrencyQuota(ARCHIVES, ARCHIVES_OF_ONE_USER);
  const relief = new MemoryRelief();
  const send = (visit: Visit, user: string | null, passkey: string | null) =>
    sendArchive(visit, user, passkey, quota, relief, context);
  return new Elysia({ name: "archive" })
    .get(
      "/archive",
      async ({ request }) => {
        const visit = visits.of(request);
        const passkey = await guard.identify(visit);
        return send(visit, visit.identity, passkey);
      },
      { detail: archiveDetail },
    )
    .get(
      "/api/v1/users/:user/archive",
      ({ request, params }) => {
        const visit = visits.of(request);
        guard.authorise(visit, "manage");
        return send(visit, visit.named(readIdentity(params.user)), passkeyHeader(visit));
      },
      { detail: userArchiveDetail },
    );
}

/** @param user as the history has him */
function sendArchive(
  visit: Visit,
  user: string | null,
  passkey: string | null,
  quota: ConcurrencyQuota,
  relief: MemoryRelief,
  { requestLog, log }: HttpContext,
): Response {
  if (user === null) throw invalid("user: expected the id of a user");
  const settings = personalSettings(visit.settings);
  const personal = settings && new PersonalTorrents(settings, passkey, log);
  const { store } = visit;
  if (visit.request.method === "HEAD") {
    visit.answered = true;
    // Else the server would say that the archive has no bytes.
    return new Response(null, { headers: { ...HEADERS, "transfer-encoding": "chunked" } });
  }
  const leave = quota.acquire(user);
  if (!leave) {
    const message = `Archives are being sent already; come again in ${COME_AGAIN_SECONDS} s`;
    throw new ReseederError("RATE_LIMITED", message, { retryAfter: COME_AGAIN_SECONDS });
  }
  const body = new ZipBody(userArchive(store, user, personal), {
    sent: (bytes) => relief.note(bytes),
    handed: (torrentIds) => requestLog.handed({ at: visit.at, identity: user, torrentIds }),
    trouble: (error) => {
      visit.error = "SERVER_ERROR: the archive broke off";
      log("error", `an archive broke off and was left without its directory: ${causeOf(error)}`);
    },
    ended: (whole) => {
      leave();
      visit.bytesOut = body.bytes;
      visit.torrents = body.count;
      if (!whole) visit.error ??= "ABORTED";
      requestLog.skipped(body.omittedIds, visit.at);
      visit.finish(200);
    },
  });
  visit.streaming = true;
  visit.answered = true;
  return new Response(body.stream(), { headers: HEADERS });
}
