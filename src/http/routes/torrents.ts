import { Elysia } from "elysia";
import { FILE_PAGE, MAX_CHECK_BYTES, MAX_CHECKED } from "../../core/api/limits.ts";
import { shownTorrentJson, torrentJson } from "../../core/api/torrent-json.ts";
import { cursorOf, readTorrentQuery, wholeNumber } from "../../core/api/torrent-query.ts";
import { arrayIn, BODY_DEPTH, invalid, parseJson, show } from "../../core/json-text.ts";
import { readInfoHash, shownInfoHash } from "../../core/torrent/infohash.ts";
import { explain, explained } from "../../store/database/database.ts";
import { writeForGood } from "../../work/runtime/retry-while-busy.ts";
import { changeTorrent, type TorrentChange } from "../../work/torrents/change-torrent.ts";
import { crossSeeds } from "../../work/torrents/cross-seeds.ts";
import { findTorrent } from "../../work/torrents/find-torrent.ts";
import { listTorrents } from "../../work/torrents/list-torrents.ts";
import { showTorrent } from "../../work/torrents/torrent-details.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpServices } from "../request/http-services.ts";
import type { RequestContext } from "../request/request-context.ts";
import { withContext, withToken } from "../request/with-context.ts";

const CHECK_SHAPE = { depth: BODY_DEPTH, values: MAX_CHECKED + 100 };

/** `/api/v1/torrents…`: what is in the index, and taking something off offer. */
export function torrentRoutes(guard: Guard, { stores }: HttpServices) {
  const change = async (context: RequestContext, named: string, what: TorrentChange): Promise<Response> => {
    const done = await writeForGood(stores, (store, writer) => changeTorrent(store, writer, named, what));
    context.record.torrents = 1;
    const { torrentId, infoHash, name, state, changed } = done;
    return context.json({ torrent_id: torrentId, info_hash: infoHash, name, state, changed });
  };
  return new Elysia({ name: "torrents" })
    .use(withContext())
    .use(withToken(guard, "manage"))
    .get("/api/v1/torrents", ({ context }) => list(context))
    .post("/api/v1/torrents/check", ({ context }) => check(context), { parse: "none" })
    .get("/api/v1/torrents/:info_hash", ({ context, params }) => showOne(context, params.info_hash))
    .get("/api/v1/torrents/:info_hash/cross-seeds", ({ context, params }) => siblings(context, params.info_hash))
    .delete("/api/v1/torrents/:info_hash", ({ context, params }) => change(context, params.info_hash, "remove"), {
      parse: "none",
    })
    .post("/api/v1/torrents/:info_hash/flag", ({ context, params }) => change(context, params.info_hash, "flag"), {
      parse: "none",
    })
    .post("/api/v1/torrents/:info_hash/unflag", ({ context, params }) => change(context, params.info_hash, "unflag"), {
      parse: "none",
    })
    .post(
      "/api/v1/torrents/:info_hash/unremove",
      ({ context, params }) => change(context, params.info_hash, "unremove"),
      { parse: "none" },
    );
}

async function list(context: RequestContext): Promise<Response> {
  const query = readTorrentQuery(parametersOf(context));
  const { store } = context;
  const { torrents, next, searchComplete } = await listTorrents(store, query).catch((error) => {
    throw explained(store.path, error);
  });
  context.record.torrents = torrents.length;
  return context.json({
    torrents: torrents.map(torrentJson),
    next_cursor: next === null ? null : cursorOf(query.order, next),
    ...(searchComplete === null ? {} : { search_complete: searchComplete }),
  });
}

async function check(context: RequestContext): Promise<Response> {
  const { value } = parseJson(await context.body(MAX_CHECK_BYTES), CHECK_SHAPE);
  const asked = arrayIn(value, "info_hashes", MAX_CHECKED).map((hash, index) => {
    if (typeof hash === "string" && readInfoHash(hash)) return hash.toLowerCase();
    throw invalid(`info_hashes[${index}]: expected 40 or 64 hexadecimal digits, got ${show(hash)}`);
  });
  const hashes = [...new Set(asked)];
  const { store } = context;
  const found = explain(store.path, () => store.torrentList.check(hashes));
  const known = new Map(found.map((torrent) => [torrent.index, torrent]));
  context.record.torrents = found.length;
  return context.json({
    torrents: hashes.flatMap((info_hash, index) => {
      const torrent = known.get(index);
      if (!torrent) return [];
      return [{ info_hash, torrent_id: torrent.id, state: torrent.state, external_id: torrent.externalId }];
    }),
    unknown: hashes.filter((_, index) => !known.has(index)),
  });
}

function showOne(context: RequestContext, named: string): Response {
  const parameters = parametersOf(context);
  const page = { offset: 0, limit: FILE_PAGE.default as number };
  for (const [name, value] of parameters) {
    if (name === "files_offset") page.offset = wholeNumber(name, value, 0, Number.MAX_SAFE_INTEGER);
    else if (name === "files_limit") page.limit = wholeNumber(name, value, 0, FILE_PAGE.max);
    else throw invalid(`${show(name)}: unknown parameter; known are files_offset, files_limit`);
  }
  const { store } = context;
  const torrent = explain(store.path, () => showTorrent(store, findTorrent(store, named), page));
  context.record.torrents = 1;
  return context.json(shownTorrentJson(torrent));
}

async function siblings(context: RequestContext, named: string): Promise<Response> {
  const { store } = context;
  const found = async () => {
    const id = findTorrent(store, named);
    return { id, ...(await crossSeeds(store, id)) };
  };
  const { id, torrents, total, truncated } = await found().catch((error) => {
    throw explained(store.path, error);
  });
  const own = store.torrents.describe([id]).get(id);
  context.record.torrents = torrents.length;
  return context.json({
    torrent_id: id,
    info_hash: own ? shownInfoHash(own) : "",
    torrents: torrents.map(({ by, ...torrent }) => ({ ...torrentJson(torrent), by })),
    total,
    truncated,
  });
}

/** What stands behind the `?` of a request. */
function parametersOf({ request }: RequestContext): URLSearchParams {
  return new URL(request.url).searchParams;
}
