import { Elysia } from "elysia";
import { readHistoryEntry } from "../../core/access/history-entry.ts";
import { arrayIn, isObject, parseJson, show } from "../../core/json-text.ts";
import { writeRetryingWhileBusy } from "../../work/runtime/retry-while-busy.ts";
import type { Stores } from "../../work/runtime/stores.ts";
import { yieldToEventLoop } from "../../work/runtime/yield-to-event-loop.ts";
import { addToHistory, type HistoryImport, HistoryImporter } from "../../work/users/history-import.ts";
import { historyDetail } from "../openapi/history.ts";
import { MAX_ENTRIES, MAX_LISTED } from "../openapi/limits.ts";
import { streamBody } from "../request/body-stream.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpContext } from "../request/http-context.ts";
import type { Visit, Visits } from "../request/request-context.ts";

/** Entries of one transaction: some milliseconds of the event loop. */
const BATCH = 1_000;
const LIMITS = { depth: 3, values: 4 * MAX_ENTRIES + 100 };

/** `POST /api/v1/history`: what users once downloaded, by the tracker's word. */
export function historyRoutes(visits: Visits, guard: Guard, { writers }: HttpContext) {
  return new Elysia({ name: "history" }).post(
    "/api/v1/history",
    async ({ request }) => {
      const visit = visits.of(request);
      guard.authorise(visit, "manage");
      const importer = importerFor(writers);
      const isCsv = /^text\/csv\s*(;|$)/i.test(request.headers.get("content-type") ?? "");
      const result = await (isCsv ? fromCsv(visit, importer) : fromJson(visit, importer));
      const { added, known, notIndexed, rejected, problems } = result;
      return visit.json({
        status: "ok",
        added,
        known,
        not_indexed: notIndexed,
        rejected_count: rejected,
        rejected: problems.map(({ place, message }) => ({ [isCsv ? "line" : "index"]: place, message })),
      });
    },
    { parse: "none", detail: historyDetail },
  );
}

function importerFor(writers: Stores): HistoryImporter {
  const write = async (entries: Parameters<typeof addToHistory>[1]) => {
    const added = await writeRetryingWhileBusy(writers, (store) => addToHistory(store, entries));
    await yieldToEventLoop();
    return added;
  };
  return new HistoryImporter(write, BATCH, MAX_LISTED);
}

async function fromCsv(visit: Visit, importer: HistoryImporter): Promise<HistoryImport> {
  visit.mayBeSilent(true);
  try {
    const body = streamBody(visit.request, visit.settings.max_body_bytes, (bytes) => {
      visit.bytesIn += bytes;
    });
    return await importer.addCsv(body);
  } finally {
    visit.mayBeSilent(false);
  }
}

async function fromJson(visit: Visit, importer: HistoryImporter): Promise<HistoryImport> {
  const { value } = parseJson(await visit.body(visit.settings.max_body_bytes), LIMITS);
  for (const [index, entry] of arrayIn(value, "entries", MAX_ENTRIES).entries()) {
    const read = isObject(entry)
      ? readHistoryEntry(entry["user_id"], entry["info_hash"], entry["time"])
      : `expected an object, got ${show(entry)}`;
    await importer.add(read, index);
  }
  return importer.finish();
}
