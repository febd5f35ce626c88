import { Elysia } from "elysia";
import { objectOf, parseJson } from "../../core/json-text.ts";
import type { Log } from "../../core/log.ts";
import type { Tier } from "../../core/match/match.ts";
import { matchLimits, readMatchRequest } from "../../core/match/match-request.ts";
import { answer } from "../../work/match/answer.ts";
import { rank } from "../../work/match/matcher.ts";
import { MemoryRelief } from "../../work/runtime/memory-relief.ts";
import { Semaphore } from "../../work/runtime/semaphore.ts";
import { yieldToEventLoop } from "../../work/runtime/yield-to-event-loop.ts";
import { PersonalTorrents, personalSettings } from "../../work/torrents/personal-torrents.ts";
import { passkeyOf } from "../../work/users/access.ts";
import { AnswerBody } from "../answer/answer-body.ts";
import { phase1Detail, phase2Detail } from "../openapi/phases.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpContext } from "../request/http-context.ts";
import { causeOf } from "../request/problem.ts";
import { JSON_HEADERS, type Visit, type Visits } from "../request/request-context.ts";

/** More at a time would take as long, and hold the memory of all of them. */
const MATCHING_AT_A_TIME = 2;

/** `POST /match/phase1` by name and size, `POST /match/phase2` by size alone. */
export function phaseRoutes(visits: Visits, guard: Guard, context: HttpContext) {
  const semaphore = new Semaphore(MATCHING_AT_A_TIME);
  const relief = new MemoryRelief();
  const match = (request: Request, tier: Tier) =>
    answerMatch(visits.of(request), tier, guard, semaphore, relief, context);
  return new Elysia({ name: "phases" })
    .post("/match/phase1", ({ request }) => match(request, "name"), {
      parse: "none",
      detail: phase1Detail,
    })
    .post("/match/phase2", ({ request }) => match(request, "size"), {
      parse: "none",
      detail: phase2Detail,
    });
}

async function answerMatch(
  visit: Visit,
  tier: Tier,
  guard: Guard,
  semaphore: Semaphore,
  relief: MemoryRelief,
  { requestLog, log }: HttpContext,
): Promise<Response> {
  guard.enter(visit);
  const { settings, store } = visit;
  const { max_files_per_request: maxFiles, max_torrents_per_response: limit } = settings;
  const bytes = await visit.body(settings.max_body_bytes);
  const ready = await semaphore.run(async () => {
    const { value } = parseJson(bytes, matchLimits(maxFiles));
    const { userId, files, exclude } = readMatchRequest(value, tier, maxFiles);
    const { passkey } = objectOf(value);
    const admitted = guard.admit(visit, passkey);
    const personal = personalFor(visit, passkey, log);
    visit.files = files.length;
    await yieldToEventLoop();
    const query = { tier, files, exclude, limit };
    // Whoever waits for the tracker's word must not keep others from matching.
    return { query, userId, admitted, personal, ranking: admitted ? null : await rank(store, query) };
  });
  await ready.admitted;
  const { query } = ready;
  const ranking = ready.ranking ?? (await semaphore.run(() => rank(store, query)));
  visit.sentBy(ready.userId);
  const body = new AnswerBody(tier, ranking, answer(store, query, ranking, ready.personal), {
    sent: (bytes) => relief.note(bytes),
    trouble: (error) => {
      visit.error = "SERVER_ERROR: the answer broke off";
      log("error", `an answer broke off, the rest of its torrents was skipped: ${causeOf(error)}`);
    },
    ended: (whole) => {
      visit.bytesOut = body.bytes;
      visit.torrents = body.torrentIds.length;
      if (!whole) visit.error ??= "ABORTED";
      requestLog.match({
        at: visit.at,
        userId: visit.userId,
        tier,
        filesAsked: query.files.length,
        filesMatched: body.filesMatched,
        torrentIds: body.torrentIds,
        identity: visit.identity,
      });
      requestLog.skipped(body.skippedIds, visit.at);
      visit.finish(200);
    },
  });
  visit.streaming = true;
  visit.answered = true;
  return new Response(body.stream(), { headers: JSON_HEADERS });
}

/** What makes the torrents of this answer the user's own; null where they go out as they are. */
function personalFor(visit: Visit, given: unknown, log: Log): PersonalTorrents | null {
  const settings = personalSettings(visit.settings);
  return settings && new PersonalTorrents(settings, passkeyOf(visit.credentials, given), log);
}
