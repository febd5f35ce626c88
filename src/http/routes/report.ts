import { Elysia } from "elysia";
import { parseJson } from "../../core/json-text.ts";
import { passkeyIn, readFindings, storableBody, storeReport } from "../../work/match/report.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpServices } from "../request/http-services.ts";
import { withContext, withEntry } from "../request/with-context.ts";

/** Any JSON is a report, but one that is nested deeper than this is an attack. */
const LIMITS = { depth: 256, values: Number.POSITIVE_INFINITY };
const MIB = 1024 * 1024;

/** `POST /match/report`: what a client found; stored before it is answered. */
export function reportRoutes(guard: Guard, { stores, requestLog }: HttpServices) {
  return new Elysia({ name: "report" })
    .use(withContext())
    .use(withEntry(guard))
    .post(
      "/match/report",
      async ({ context, entered }) => {
        const { settings, at, client } = context;
        const { value, text } = parseJson(await context.body(settings.max_report_bytes), LIMITS);
        const { userId: said, ...findings } = readFindings(value);
        const admission = await guard.admit(context, entered, passkeyIn(value));
        const { userId, identity } = guard.sender(context, admission, said);
        const body = storableBody(value, text, context.isAnonymous ? context.named(said) : undefined);
        const recipient = identity === null ? null : { identity, handedLately: requestLog.handedLately(identity) };
        const report = { at, client, body, userId, ...findings };
        await storeReport(stores, report, settings.report_log_keep_mb * MIB, recipient);
        return context.json({ status: "ok" });
      },
      { parse: "none" },
    );
}
