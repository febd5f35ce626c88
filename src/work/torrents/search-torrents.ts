import { readTorrentName } from "../../core/api/torrent-name.ts";
import { MAX_SEARCH, type TorrentFilter } from "../../core/api/torrent-query.ts";
import type { TorrentState } from "../../core/api/torrent-state.ts";
import { searchTerms } from "../../core/content/search-terms.ts";
import { isBusy } from "../../store/database/database.ts";
import type { Store } from "../../store/store.ts";
import { listTorrents, type TorrentPage } from "./list-torrents.ts";
import { fillSearch } from "./search-index.ts";

/** What somebody types to find torrents. */
export interface TorrentSearch {
  /** An info-hash, `id:42`, `external:4711`, or words of names and file names; empty for all. */
  text: string;
  /** Null for all. */
  state: TorrentState | null;
  /** Only what comes behind this id, from the newest down; null for the first page. */
  beyond: number | null;
  limit: number;
}

/** Words of one search; what is typed beyond them does not count. */
const MAX_TERMS = 32;

/**
 * A page of what a line of text finds, the newest first. Words of torrents that were added lately are taken in first, as
 * far as the database lets it write.
 * @throws ReseederError `DATABASE_…`
 */
export async function searchTorrents(store: Store, search: TorrentSearch): Promise<TorrentPage> {
  const { text, state, beyond, limit } = search;
  const filter: TorrentFilter = state === null ? {} : { state };
  const base = { order: "newest", words: null, beyond, limit } as const;
  if (text === "") return listTorrents(store, { ...base, filter });
  const name = readTorrentName(text);
  if (name?.by === "external") {
    return listTorrents(store, { ...base, filter: { ...filter, externalId: name.externalId } });
  }
  // A number alone may as well be a year in a name.
  if (name && !(name.by === "id" && name.bare)) {
    const id = name.by === "id" ? name.id : store.torrentList.idOf(name.infoHash);
    const torrents = id === null ? [] : store.torrentList.among(filter, "newest", [id], 1);
    return { torrents, next: null, searchComplete: null };
  }
  const words = searchTerms(text.slice(0, MAX_SEARCH)).slice(0, MAX_TERMS);
  if (words.length === 0) return { torrents: [], next: null, searchComplete: null };
  await fillSearch(store).catch((error) => {
    if (!isBusy(error)) throw error;
  });
  return listTorrents(store, { ...base, filter, words });
}
