import { Elysia } from "elysia";
import { parseJson } from "../../core/json-text.ts";
import { passkeyIn, readFindings, storableBody, storeReport } from "../../work/match/report.ts";
import { reportDetail } from "../openapi/report.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpContext } from "../request/http-context.ts";
import type { Visits } from "../request/request-context.ts";

/** Any JSON is a report, but one that is nested deeper than this is an attack. */
const LIMITS = { depth: 256, values: Number.POSITIVE_INFINITY };
const MIB = 1024 * 1024;

/** `POST /match/report`: what a client found; stored before it is answered. */
export function reportRoutes(visits: Visits, guard: Guard, { writers, requestLog }: HttpContext) {
  return new Elysia({ name: "report" }).post(
    "/match/report",
    async ({ request }) => {
      const visit = visits.of(request);
      guard.enter(visit);
      const { settings, at, client } = visit;
      const { value, text } = parseJson(await visit.body(settings.max_report_bytes), LIMITS);
      const { userId: said, ...findings } = readFindings(value);
      await guard.admit(visit, passkeyIn(value));
      visit.sentBy(said);
      const { userId } = visit;
      const body = storableBody(value, text, visit.isAnonymous ? visit.named(said) : undefined);
      const { identity } = visit;
      const recipient = identity === null ? null : { identity, handedLately: requestLog.handedLately(identity) };
      const report = { at, client, body, userId, ...findings };
      await storeReport(writers, report, settings.report_log_keep_mb * MIB, recipient);
      return visit.json({ status: "ok" });
    },
    { parse: "none", detail: reportDetail },
  );
}
