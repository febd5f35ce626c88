import { Elysia } from "elysia";
import { objectOf, parseJson } from "../../core/json-text.ts";
import type { Log } from "../../core/log.ts";
import type { Tier } from "../../core/match/match.ts";
import { matchLimits, readMatchRequest } from "../../core/match/match-request.ts";
import { offerPolicy } from "../../core/match/offer-policy.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { checkListIsFresh } from "../../work/listing/list-freshness.ts";
import { answer } from "../../work/match/answer.ts";
import { type Taker, takeHandOuts } from "../../work/match/hand-out-limit.ts";
import { type Ranking, rank } from "../../work/match/matcher.ts";
import { Semaphore } from "../../work/runtime/semaphore.ts";
import type { Stores } from "../../work/runtime/stores.ts";
import { yieldToEventLoop } from "../../work/runtime/yield-to-event-loop.ts";
import { DiskSpeeds } from "../../work/torrents/disk-speeds.ts";
import { PersonalTorrents, personalSettings } from "../../work/torrents/personal-torrents.ts";
import { type Admission, passkeyOf } from "../../work/users/access.ts";
import { AnswerBody } from "../answer/answer-body.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpServices } from "../request/http-services.ts";
import { causeOf } from "../request/problem.ts";
import { JSON_HEADERS, type RequestContext } from "../request/request-context.ts";
import { withContext, withEntry } from "../request/with-context.ts";

/** More at a time would take as long, and hold the memory of all of them. */
const MATCHING_AT_A_TIME = 2;

/** `POST /match/phase1` by name and size, `POST /match/phase2` by size alone. */
export function phaseRoutes(guard: Guard, services: HttpServices) {
  const semaphore = new Semaphore(MATCHING_AT_A_TIME);
  const disks = new DiskSpeeds();
  const match = (context: RequestContext, entered: Admission | null, tier: Tier) =>
    answerMatch(context, entered, tier, guard, semaphore, disks, services);
  return new Elysia({ name: "phases" })
    .use(withContext())
    .use(withEntry(guard))
    .post("/match/phase1", ({ context, entered }) => match(context, entered, "name"), { parse: "none" })
    .post("/match/phase2", ({ context, entered }) => match(context, entered, "size"), { parse: "none" });
}

async function answerMatch(
  context: RequestContext,
  entered: Admission | null,
  tier: Tier,
  guard: Guard,
  semaphore: Semaphore,
  disks: DiskSpeeds,
  { stores, requestLog, log }: HttpServices,
): Promise<Response> {
  const { settings, store, record } = context;
  checkListIsFresh(store.listing.status(), settings, context.at);
  const { max_files_per_request: maxFiles, max_torrents_per_response: limit } = settings;
  const bytes = await context.body(settings.max_body_bytes);
  const ready = await semaphore.run(async () => {
    const { value } = parseJson(bytes, matchLimits(maxFiles));
    context.releaseBody();
    const { userId, files, exclude, minShare } = readMatchRequest(value, tier, maxFiles);
    const { passkey } = objectOf(value);
    const admitted = guard.admit(context, entered, passkey);
    const personal = personalFor(context, passkey, log);
    record.files = files.length;
    await yieldToEventLoop();
    const query = { tier, files, exclude, limit, policy: offerPolicy(settings, minShare, context.at) };
    // Whoever waits for the tracker's word must not keep others from matching.
    const ranking = admitted instanceof Promise ? null : await rank(store, query);
    return { query, userId, admitted, personal, ranking };
  });
  const admission = await ready.admitted;
  const { query } = ready;
  const ranked = ready.ranking ?? (await semaphore.run(() => rank(store, query)));
  const { userId, identity } = guard.sender(context, admission, ready.userId);
  const ranking = await withinDay(ranked, { identity, client: context.client }, settings, context.at, stores);
  const body = new AnswerBody(tier, ranking, answer(store, query, ranking, ready.personal, disks), {
    trouble: (error) => {
      record.error = "SERVER_ERROR: the response was cut off";
      log("error", `a response was cut off, the rest of its torrents was skipped: ${causeOf(error)}`);
    },
    ended: () => {
      record.torrents = body.torrentIds.length;
      requestLog.match({
        at: context.at,
        userId,
        tier,
        filesAsked: query.files.length,
        filesMatched: body.filesMatched,
        torrentIds: body.torrentIds,
        identity,
      });
      requestLog.skipped(body.skippedIds, context.at);
    },
  });
  return context.stream(JSON_HEADERS, () => body);
}

/** Leaves out what the setting `hand_outs_per_day` keeps back; what is left counts as handed out. */
async function withinDay(
  ranking: Ranking,
  taker: Taker,
  settings: Settings,
  at: number,
  stores: Stores,
): Promise<Ranking> {
  const { candidates, heldBack } = ranking;
  const ids = candidates.map(({ torrentId }) => torrentId);
  const allowed = await takeHandOuts(stores, taker, ids, settings.hand_outs_per_day, at);
  if (allowed.size === candidates.length) return ranking;
  return {
    ...ranking,
    candidates: candidates.filter(({ torrentId }) => allowed.has(torrentId)),
    heldBack: heldBack + candidates.length - allowed.size,
  };
}

/** What makes the torrents of this answer the user's own; null where they go out as they are. */
function personalFor(context: RequestContext, given: unknown, log: Log): PersonalTorrents | null {
  const settings = personalSettings(context.settings);
  return settings && new PersonalTorrents(settings, passkeyOf(context.credentials, given), log);
}
