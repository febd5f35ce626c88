import { Elysia } from "elysia";
import { readHistoryEntry } from "../../core/access/history-entry.ts";
import { MAX_ENTRIES, MAX_LISTED } from "../../core/api/limits.ts";
import { arrayIn, BODY_DEPTH, isObject, parseJson, show } from "../../core/json-text.ts";
import { writeRetryingWhileBusy } from "../../work/runtime/retry-while-busy.ts";
import type { Stores } from "../../work/runtime/stores.ts";
import { yieldToEventLoop } from "../../work/runtime/yield-to-event-loop.ts";
import { addToHistory, type HistoryImport, HistoryImporter } from "../../work/users/history-import.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpServices } from "../request/http-services.ts";
import type { RequestContext } from "../request/request-context.ts";
import { withContext, withToken } from "../request/with-context.ts";

/** Entries of one transaction: some milliseconds of the event loop. */
const BATCH = 1_000;
const LIMITS = { depth: BODY_DEPTH, values: 4 * MAX_ENTRIES + 100 };

/** `POST /api/v1/history`: what users once downloaded, by the tracker's word. */
export function historyRoutes(guard: Guard, { stores }: HttpServices) {
  return new Elysia({ name: "history" })
    .use(withContext())
    .use(withToken(guard, "manage"))
    .post(
      "/api/v1/history",
      async ({ context, request }) => {
        const importer = importerFor(stores);
        const isCsv = /^text\/csv\s*(;|$)/i.test(request.headers.get("content-type") ?? "");
        const result = await (isCsv ? fromCsv(context, importer) : fromJson(context, importer));
        await stores.synced();
        const { added, known, notIndexed, rejected, problems } = result;
        return context.json({
          status: "ok",
          added,
          known,
          not_indexed: notIndexed,
          rejected_count: rejected,
          rejected: problems.map(({ place, message }) => ({ [isCsv ? "line" : "index"]: place, message })),
        });
      },
      { parse: "none" },
    );
}

function importerFor(stores: Stores): HistoryImporter {
  const write = async (entries: Parameters<typeof addToHistory>[1]) => {
    const added = await writeRetryingWhileBusy(stores, (store) => addToHistory(store, entries));
    await yieldToEventLoop();
    return added;
  };
  return new HistoryImporter(write, BATCH, MAX_LISTED);
}

function fromCsv(context: RequestContext, importer: HistoryImporter): Promise<HistoryImport> {
  return context.patiently(() => importer.addCsv(context.bodyStream(context.settings.max_body_bytes)));
}

async function fromJson(context: RequestContext, importer: HistoryImporter): Promise<HistoryImport> {
  const { value } = parseJson(await context.body(context.settings.max_body_bytes), LIMITS);
  for (const [index, entry] of arrayIn(value, "entries", MAX_ENTRIES).entries()) {
    const read = isObject(entry)
      ? readHistoryEntry(entry["user_id"], entry["info_hash"], entry["time"])
      : `expected an object, got ${show(entry)}`;
    await importer.add(read, index);
  }
  return importer.finish();
}
