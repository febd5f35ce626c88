import { MAX_CHECK_BYTES, MAX_CHECKED } from "../../core/api/limits.ts";
import { MAX_SEARCH, PAGE_LIMITS, TORRENT_KINDS, TORRENT_ORDERS } from "../../core/api/torrent-query.ts";
import { TORRENT_STATES } from "../../core/api/torrent-state.ts";
import { formatCount } from "../../core/quantity.ts";
import { json, jsonBody, manage, query } from "./operation.ts";
import * as t from "./schema.ts";

/** One torrent of a list. */
export const torrentProperties = {
  torrent_id: t.count("Never given to another torrent.", { example: 1207 }),
  info_hash: t.hex("Of v1 if there is one, else of v2."),
  info_hash_v1: t.orNull(t.hex()),
  info_hash_v2: t.orNull(t.hex()),
  external_id: t.externalId,
  name: t.text(undefined, { example: "Night.Train.S01" }),
  state: t.ref("TorrentState"),
  private: t.flag(),
  size: t.bytes("Bytes of its files, without padding.", 2750000000),
  file_count: t.count("Matchable files: neither padding nor empty.", { example: 2 }),
  seeders: t.orNull(t.count("At the last count; null if never counted.")),
  leechers: t.orNull(t.count()),
  swarm_seen_at: t.orNull(t.time()),
  added_at: t.time(),
  matched: t.count("Number of match responses that contained it.", { example: 12 }),
  confirmed: t.count("Number of reports that confirmed it.", { example: 1 }),
};

export const torrentListSchemas = {
  TorrentState: t.oneOf(
    TORRENT_STATES,
    "`offered`; `withheld` by the tracker's list; `missing` until its file is back; `flagged` or `removed` by an operator.",
  ),
  Torrent: t.object(torrentProperties),
  TorrentPage: t.object(
    {
      torrents: t.listOf(t.ref("Torrent")),
      next_cursor: t.orNull(t.text("Null on the last page.")),
      search_complete: t.flag("With `q`: false while new torrents are still being indexed for search."),
    },
    ["search_complete"],
  ),
  CheckRequest: t.object({ info_hashes: t.listOf(t.infoHash(), undefined, MAX_CHECKED) }),
  CheckAnswer: t.object({ torrents: t.listOf(t.ref("CheckedTorrent")), unknown: t.listOf(t.hex()) }),
  CheckedTorrent: t.object({
    info_hash: t.hex(),
    torrent_id: torrentProperties.torrent_id,
    state: t.ref("TorrentState"),
    external_id: t.externalId,
  }),
};

const seeders = (description: string) => t.count(description, { maximum: Number.MAX_SAFE_INTEGER });

/** `GET /api/v1/torrents` */
export const listDetail = manage("listTorrents", "List torrents", {
  description:
    "Returns torrents in any state, page by page. Filters are combined with AND. Torrents added in the meantime come before the first page (`newest`) or after the last (`oldest`), so no torrent is listed twice.",
  parameters: [
    query(
      "limit",
      t.integer("Torrents per page.", { minimum: 1, maximum: PAGE_LIMITS.max, default: PAGE_LIMITS.default }),
    ),
    query(
      "cursor",
      t.text("The previous page's `next_cursor`, with the other parameters unchanged.", {
        pattern: "^b[jz][\\w-]+$",
      }),
    ),
    query(
      "q",
      t.text(
        "Search words: each must be the beginning of a word in the name or in a file path. A single character must be a whole word. Case and accents are ignored.",
        { maxLength: MAX_SEARCH, pattern: "[\\p{L}\\p{N}]" },
      ),
    ),
    query("state", t.text("Only torrents in this state.", { enum: [...TORRENT_STATES, "all"], default: "all" })),
    query("private", t.integer("1: only private torrents; 0: only the others.", { enum: [0, 1] })),
    query("kind", t.oneOf(TORRENT_KINDS, "Metainfo version.")),
    query("min_seeders", seeders("Excludes torrents without a seeder count.")),
    query("max_seeders", seeders("Excludes torrents without a seeder count; 0 finds dead torrents.")),
    query("external_id", t.givenId("The tracker's own id.")),
    query("info_hash", t.infoHash("Of v1 or v2.")),
    query("sort", t.text("By time added.", { enum: [...TORRENT_ORDERS], default: "newest" })),
  ],
  answer: json("A page.", "TorrentPage"),
  errors: { INVALID_REQUEST: 'limit: expected a whole number from 1 to 1000, got "x"' },
});

/** `POST /api/v1/torrents/check` */
export const checkDetail = manage("checkTorrents", "Check which torrents are indexed", {
  description: `Accepts up to ${formatCount(MAX_CHECKED)} info-hashes. Returns each once, in lower case and in the given order.`,
  body: jsonBody("CheckRequest", MAX_CHECK_BYTES),
  answer: json("Indexed and unknown torrents.", "CheckAnswer"),
  errors: { INVALID_REQUEST: 'info_hashes[3]: expected 40 or 64 hexadecimal digits, got "x"' },
});
