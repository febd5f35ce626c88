import type { ListedTorrent } from "../../core/api/torrent-json.ts";
import type { TorrentOrder, TorrentQuery } from "../../core/api/torrent-query.ts";
import { searchQuery } from "../../core/content/search-terms.ts";
import type { Store } from "../../store/store.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";

export interface TorrentPage {
  torrents: ListedTorrent[];
  /** What to ask the next page for with `beyond`; null at the end. */
  next: number | null;
  /** False while torrents wait to be found by their words; null where no words were asked for. */
  searchComplete: boolean | null;
}

/** Ids looked at in one go, some milliseconds: a filter that lets nothing through goes through the whole table. */
const WINDOW = 10_000;
/** Ids taken in one go from an index that knows which ones are wanted. */
const PAGE = 2_000;
/** Of a search, where beginning costs most, each time four times as many: a filter may let few of them through. */
const MAX_FOUND = 128_000;

/** A look at the next few ids: what of them is wanted, and how far it went. Null when there are none left. */
type Look = (beyond: number, limit: number) => { torrents: ListedTorrent[]; reached: number } | null;

/**
 * A page of torrents in order of id. Torrents that are added meanwhile come before the first page or behind the last
 * one, so that going through pages shows each of the others once.
 */
export async function listTorrents(store: Store, query: TorrentQuery): Promise<TorrentPage> {
  const { order, words, limit } = query;
  const searchComplete = words && store.search.isComplete();
  const look = lookFor(store, query);
  const torrents: ListedTorrent[] = [];
  let beyond = query.beyond ?? (order === "newest" ? Number.MAX_SAFE_INTEGER : 0);
  while (torrents.length <= limit) {
    const seen = look(beyond, limit + 1 - torrents.length);
    if (!seen) break;
    torrents.push(...seen.torrents);
    beyond = seen.reached;
    await yieldToEventLoop();
  }
  const hasMore = torrents.length > limit;
  const page = torrents.slice(0, limit);
  return { torrents: page, next: hasMore ? (page.at(-1)?.id ?? null) : null, searchComplete };
}

function lookFor(store: Store, query: TorrentQuery): Look {
  const { filter, order, words } = query;
  const { torrentList: list } = store;
  const byIds =
    (idsBeyond: (beyond: number) => number[]): Look =>
    (beyond, limit) => {
      const ids = idsBeyond(beyond);
      const reached = ids.at(-1);
      return reached === undefined ? null : { torrents: list.among(filter, order, ids, limit), reached };
    };
  const { infoHash, externalId, state } = filter;
  if (words !== null) return byIds(foundBy(store, searchQuery(words), order));
  if (infoHash !== undefined) return byIds((beyond) => behind(beyond, order, [list.idOf(infoHash) ?? []].flat()));
  if (externalId !== undefined) return byIds((beyond) => behind(beyond, order, list.withExternalId(externalId)));
  if (state !== undefined && state !== "offered") {
    return byIds((beyond) => list.inState(state, order, beyond, PAGE));
  }
  return (beyond, limit) => {
    const first = list.next(order, beyond);
    if (first === null) return null;
    const reached = order === "newest" ? Math.max(0, first - WINDOW + 1) : first + WINDOW - 1;
    const [from, to] = order === "newest" ? [reached, first] : [first, reached];
    return { torrents: list.between(filter, order, from, to, limit), reached };
  };
}

/** Ids that a search finds, some at a time. */
function foundBy(store: Store, match: string, order: TorrentOrder): (beyond: number) => number[] {
  let [found, at, size] = [[] as number[], 0, PAGE];
  return (beyond) => {
    if (at >= found.length) {
      found = store.search.find(match, order, beyond, size);
      at = 0;
      size = Math.min(MAX_FOUND, 4 * size);
    }
    at += PAGE;
    return found.slice(at - PAGE, at);
  };
}

function behind(beyond: number, order: TorrentOrder, ids: readonly number[]): number[] {
  return order === "newest"
    ? ids.filter((id) => id < beyond).sort((a, b) => b - a)
    : ids.filter((id) => id > beyond).sort((a, b) => a - b);
}
