import { Elysia } from "elysia";
import { MAX_NAMED } from "../../core/api/limits.ts";
import { isExternalId, MAX_EXTERNAL_ID } from "../../core/content/external-id.ts";
import { invalid, show } from "../../core/json-text.ts";
import { readSource, type SourceKind } from "../../work/ingest/archive-source.ts";
import { ingest, ingestOptions } from "../../work/ingest/ingest.ts";
import { IngestSummary } from "../../work/ingest/ingest-summary.ts";
import type { Stores } from "../../work/runtime/stores.ts";
import type { Guard } from "../request/guard.ts";
import { headerText } from "../request/header-text.ts";
import type { HttpServices } from "../request/http-services.ts";
import type { RequestContext } from "../request/request-context.ts";
import { withContext, withToken } from "../request/with-context.ts";

/** `POST /api/v1/torrents`: puts one torrent in, or an archive of them. */
export function pushRoutes(guard: Guard, { stores }: HttpServices) {
  let running = 0;
  return new Elysia({ name: "push" })
    .use(withContext())
    .use(withToken(guard, "manage"))
    .post(
      "/api/v1/torrents",
      ({ context }) =>
        context.patiently(async () => {
          try {
            return await push(context, stores, running++ === 0);
          } finally {
            running--;
          }
        }),
      { parse: "none" },
    );
}

async function push(context: RequestContext, stores: Stores, finishOthers: boolean): Promise<Response> {
  const { settings, request } = context;
  const found = { kind: "empty" as SourceKind };
  const source = readSource(context.bodyStream(settings.max_push_bytes), {
    name: "body",
    database: stores.path,
    externalId: externalIdIn(request),
    onKind: (kind) => {
      found.kind = kind;
    },
  });
  const summary = new IngestSummary(MAX_NAMED);
  const options = ingestOptions(settings, finishOthers);
  try {
    for await (const results of ingest(stores, source, options)) summary.note(results);
  } catch (error) {
    throw summary.explain(error);
  }
  await stores.synced();
  const { named, total, counts } = summary;
  const [only] = named;
  if (found.kind === "torrent" && only?.outcome === "rejected") throw invalid(`body: ${only.code}: ${only.message}`);
  context.record.torrents = summary.putIn;
  return context.json({
    status: "ok",
    ...counts,
    torrents: named,
    ...(total > named.length ? { torrents_truncated: true } : {}),
  });
}

/** The id that a single torrent is sent with, in a header or the query; null where there is none. */
function externalIdIn({ headers, url }: Request): string | null {
  const id = headerText(headers, "x-reseeder-external-id") ?? new URL(url).searchParams.get("external_id");
  if (id === null || isExternalId(id)) return id;
  throw invalid(`external_id: expected 1 to ${MAX_EXTERNAL_ID} printable characters without spaces, got ${show(id)}`);
}
