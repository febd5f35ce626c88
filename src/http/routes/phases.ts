import { Elysia } from "elysia";
import { parseJson } from "../../core/json-text.ts";
import type { Tier } from "../../core/match.ts";
import { matchLimits, readMatchRequest } from "../../core/match-request.ts";
import { answer } from "../../work/answer.ts";
import { rank } from "../../work/matcher.ts";
import { AnswerBody } from "../answer-body.ts";
import type { HttpContext } from "../context.ts";
import { phase1Detail, phase2Detail } from "../openapi.ts";
import { causeOf } from "../problem.ts";
import { JSON_HEADERS, type Visit, type Visits } from "../visit.ts";

/** `POST /match/phase1` by name and size, `POST /match/phase2` by size alone. */
export function phaseRoutes(visits: Visits, context: HttpContext) {
  return new Elysia({ name: "phases" })
    .post("/match/phase1", ({ request }) => match(visits.of(request), "name", context), {
      parse: "none",
      detail: phase1Detail,
    })
    .post("/match/phase2", ({ request }) => match(visits.of(request), "size", context), {
      parse: "none",
      detail: phase2Detail,
    });
}

async function match(visit: Visit, tier: Tier, { requestLog, log }: HttpContext): Promise<Response> {
  const { settings, store } = visit;
  const { max_files_per_request: maxFiles, max_torrents_per_response: limit } = settings;
  const { value } = parseJson(await visit.body(settings.max_body_bytes), matchLimits(maxFiles));
  const { userId, files, exclude } = readMatchRequest(value, tier, maxFiles);
  visit.userId = userId;
  visit.files = files.length;
  const query = { tier, files, exclude, limit };
  const ranking = await rank(store, query);
  const body = new AnswerBody(tier, ranking, answer(store, query, ranking), {
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
        userId,
        tier,
        filesAsked: files.length,
        filesMatched: body.filesMatched,
        torrentIds: body.torrentIds,
      });
      visit.finish(200);
    },
  });
  visit.streaming = true;
  visit.answered = true;
  return new Response(body.stream(), { headers: JSON_HEADERS });
}
