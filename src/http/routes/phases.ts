import { Elysia } from "elysia";
import { parseJson } from "../../core/json-text.ts";
import type { Tier } from "../../core/match.ts";
import { matchLimits, readMatchRequest } from "../../core/match-request.ts";
import { answer } from "../../work/answer.ts";
import { breathe } from "../../work/breathe.ts";
import { Gate } from "../../work/gate.ts";
import { rank } from "../../work/matcher.ts";
import { MemoryRelief } from "../../work/memory-relief.ts";
import { AnswerBody } from "../answer-body.ts";
import type { HttpContext } from "../context.ts";
import { phase1Detail, phase2Detail } from "../openapi/phases.ts";
import { causeOf } from "../problem.ts";
import { JSON_HEADERS, type Visit, type Visits } from "../visit.ts";

/** More at a time would take as long, and hold the memory of all of them. */
const MATCHING_AT_A_TIME = 2;

/** `POST /match/phase1` by name and size, `POST /match/phase2` by size alone. */
export function phaseRoutes(visits: Visits, context: HttpContext) {
  const gate = new Gate(MATCHING_AT_A_TIME);
  const relief = new MemoryRelief();
  const match = (request: Request, tier: Tier) => answerMatch(visits.of(request), tier, gate, relief, context);
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
  gate: Gate,
  relief: MemoryRelief,
  { requestLog, log }: HttpContext,
): Promise<Response> {
  const { settings, store } = visit;
  const { max_files_per_request: maxFiles, max_torrents_per_response: limit } = settings;
  const bytes = await visit.body(settings.max_body_bytes);
  const { query, ranking } = await gate.pass(async () => {
    const { value } = parseJson(bytes, matchLimits(maxFiles));
    const { userId, files, exclude } = readMatchRequest(value, tier, maxFiles);
    visit.userId = userId;
    visit.files = files.length;
    await breathe();
    const query = { tier, files, exclude, limit };
    return { query, ranking: await rank(store, query) };
  });
  const body = new AnswerBody(tier, ranking, answer(store, query, ranking), {
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
      });
      requestLog.skipped(body.skippedIds, visit.at);
      visit.finish(200);
    },
  });
  visit.streaming = true;
  visit.answered = true;
  return new Response(body.stream(), { headers: JSON_HEADERS });
}
