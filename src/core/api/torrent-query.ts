import { isExternalId, MAX_EXTERNAL_ID } from "../content/external-id.ts";
import { searchTerms } from "../content/search-terms.ts";
import { invalid, show } from "../json-text.ts";
import { readInfoHash } from "../torrent/infohash.ts";
import { isWholeNumber, readWholeNumber } from "../whole-number.ts";
import { TORRENT_STATES, type TorrentState } from "./torrent-state.ts";

/** Which torrents are wanted; what is absent does not matter. */
export interface TorrentFilter {
  state?: TorrentState;
  private?: boolean;
  kind?: TorrentKind;
  /** Torrents whose seeders nobody has counted have neither many nor few. */
  minSeeders?: number;
  maxSeeders?: number;
  externalId?: string;
  infoHash?: Uint8Array;
}

export const TORRENT_KINDS = ["v1", "v2", "hybrid"] as const;
export type TorrentKind = (typeof TORRENT_KINDS)[number];
export const TORRENT_ORDERS = ["newest", "oldest"] as const;
export type TorrentOrder = (typeof TORRENT_ORDERS)[number];

/** A page of a list of torrents, as it is asked for. */
export interface TorrentQuery {
  filter: TorrentFilter;
  order: TorrentOrder;
  /** Words (core/content/search-terms.ts) that begin some in the name or the file names; null for any torrent. */
  words: readonly string[] | null;
  /** Only what comes behind this id, in the order asked for; null for the first page. */
  beyond: number | null;
  limit: number;
}

export const PAGE_LIMITS = { default: 100, max: 1_000 } as const;
/** Words of one search, and characters of all of it. */
const MAX_WORDS = 32;
export const MAX_SEARCH = 1_000;

/**
 * Reads the query of `GET /api/v1/torrents`.
 * @throws ReseederError `INVALID_REQUEST` that names the parameter and the value; a parameter that is not known is one
 */
export function readTorrentQuery(parameters: URLSearchParams): TorrentQuery {
  const known = new Set(Object.keys(READ));
  const seen = new Set<string>();
  const query: TorrentQuery = { filter: {}, order: "newest", words: null, beyond: null, limit: PAGE_LIMITS.default };
  let cursor: string | null = null;
  for (const [name, value] of parameters) {
    if (!known.has(name)) throw invalid(`${show(name)}: unknown parameter; known are ${[...known].join(", ")}`);
    if (seen.has(name)) throw invalid(`${name}: given twice`);
    seen.add(name);
    if (name === "cursor") cursor = value;
    else READ[name]?.(query, value);
  }
  if (cursor !== null) query.beyond = readCursor(cursor, query.order);
  return query;
}

/** What `next_cursor` says: opaque, and good for the order that it was made for. */
export function cursorOf(order: TorrentOrder, id: number): string {
  return Buffer.from(`${order[0]}${id}`).toString("base64url");
}

/**
 * The words to search for.
 * @throws ReseederError `INVALID_REQUEST` for a text without any, or with too many
 */
export function readSearch(text: string): string[] {
  if (text.length > MAX_SEARCH) throw invalid(`q: expected at most ${MAX_SEARCH} characters, got ${text.length}`);
  const words = searchTerms(text);
  if (words.length === 0) throw invalid(`q: expected letters or digits, got ${show(text)}`);
  if (words.length > MAX_WORDS) throw invalid(`q: expected at most ${MAX_WORDS} words, got ${words.length}`);
  return words;
}

const READ: Readonly<Record<string, (query: TorrentQuery, value: string) => void>> = {
  limit: (query, value) => {
    query.limit = wholeNumber("limit", value, 1, PAGE_LIMITS.max);
  },
  cursor: () => {},
  sort: (query, value) => {
    query.order = oneOf("sort", value, TORRENT_ORDERS);
  },
  q: (query, value) => {
    query.words = readSearch(value);
  },
  state: ({ filter }, value) => {
    const state = oneOf("state", value, [...TORRENT_STATES, "all"] as const);
    if (state !== "all") filter.state = state;
  },
  private: ({ filter }, value) => {
    filter.private = oneOf("private", value, ["0", "1"] as const) === "1";
  },
  kind: ({ filter }, value) => {
    filter.kind = oneOf("kind", value, TORRENT_KINDS);
  },
  min_seeders: ({ filter }, value) => {
    filter.minSeeders = wholeNumber("min_seeders", value, 0, Number.MAX_SAFE_INTEGER);
  },
  max_seeders: ({ filter }, value) => {
    filter.maxSeeders = wholeNumber("max_seeders", value, 0, Number.MAX_SAFE_INTEGER);
  },
  external_id: ({ filter }, value) => {
    if (!isExternalId(value)) {
      const expected = `1 to ${MAX_EXTERNAL_ID} printable characters without spaces`;
      throw invalid(`external_id: expected ${expected}, got ${show(value)}`);
    }
    filter.externalId = value;
  },
  info_hash: ({ filter }, value) => {
    const hash = readInfoHash(value);
    if (!hash) throw invalid(`info_hash: expected 40 or 64 hexadecimal digits, got ${show(value)}`);
    filter.infoHash = hash;
  },
};

function readCursor(cursor: string, order: TorrentOrder): number {
  const [, of, id] = /^([no])(\d{1,16})$/.exec(Buffer.from(cursor, "base64url").toString("latin1")) ?? [];
  if (of === undefined || !isWholeNumber(Number(id))) {
    throw invalid(`cursor: expected a next_cursor of this server, got ${show(cursor)}`);
  }
  if (of !== order[0]) throw invalid("cursor: it belongs to a different sort order");
  return Number(id);
}

/** @throws ReseederError `INVALID_REQUEST` outside `min` to `max` */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = readWholeNumber(text, min, max);
  if (value !== null) return value;
  throw invalid(`${name}: expected a whole number from ${min} to ${max}, got ${show(text)}`);
}

function oneOf<T extends string>(name: string, text: string, known: readonly T[]): T {
  const found = known.find((each) => each === text);
  if (found !== undefined) return found;
  throw invalid(`${name}: expected one of ${known.join(", ")}, got ${show(text)}`);
}
