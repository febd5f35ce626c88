import { Elysia } from "elysia";
import { listJson } from "../../core/api/list-json.ts";
import { ReseederError } from "../../core/errors.ts";
import { invalid, show } from "../../core/json-text.ts";
import { applyList } from "../../work/listing/apply-list.ts";
import { ListReader } from "../../work/listing/list-reader.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpServices } from "../request/http-services.ts";
import type { RequestContext } from "../request/request-context.ts";
import { withContext, withToken } from "../request/with-context.ts";

/** `PUT /api/v1/torrents`: the whole list of what may be offered. */
export function listRoutes(guard: Guard, services: HttpServices) {
  return new Elysia({ name: "list" })
    .use(withContext())
    .use(withToken(guard, "manage"))
    .put("/api/v1/torrents", ({ context }) => takeIn(context, services), { parse: "none" });
}

async function takeIn(context: RequestContext, { stores, clock }: HttpServices): Promise<Response> {
  const { searchParams } = new URL(context.request.url);
  const [dryRun, force] = ["dry_run", "force"].map((name) => isOn(name, searchParams.get(name)));
  const reader = new ListReader();
  const result = await context.patiently(() =>
    applyList(stores, reader.pages(context.bodyStream(context.settings.max_push_bytes)), {
      owner: "sync",
      force: force === true,
      dryRun: dryRun === true,
      clock,
      checkEnd: (torrents) => reader.checkEnd(torrents),
    }),
  );
  const { rejected } = result;
  if (rejected && !result.dryRun) throw new ReseederError(rejected.code, rejected.message);
  await stores.synced();
  context.record.torrents = result.listed;
  return context.json({ status: "ok", ...listJson(result) });
}

function isOn(name: string, value: string | null): boolean {
  if (value === null || value === "0" || value === "1") return value === "1";
  throw invalid(`${name}: expected 0 or 1, got ${show(value)}`);
}
