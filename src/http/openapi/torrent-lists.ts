import { MAX_CHECK_BYTES, MAX_CHECKED } from "../../core/api/limits.ts";
import { MAX_SEARCH, PAGE_LIMITS, TORRENT_KINDS, TORRENT_ORDERS } from "../../core/api/torrent-query.ts";
import { TORRENT_STATES } from "../../core/api/torrent-state.ts";
import { formatCount } from "../../core/quantity.ts";
import { get, json, jsonBody, manage, post } from "./operation.ts";
import * as t from "./schema.ts";

const torrentState = t.called(
  "TorrentState",
  t.oneOf(
    TORRENT_STATES,
    "`offered`; `withheld` by the tracker's list; `missing` until its file is back; `flagged` or `removed` by an operator.",
  ),
);

/** One torrent of a list. */
export const torrentProperties = {
  torrent_id: t.count("Never given to another torrent.", { example: 1207 }),
  info_hash: t.hex("Of v1 if there is one, else of v2."),
  info_hash_v1: t.orNull(t.hex()),
  info_hash_v2: t.orNull(t.hex()),
  external_id: t.externalId,
  name: t.text(undefined, { example: "Night.Train.S01" }),
  state: torrentState,
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

const torrent = t.named("Torrent", torrentProperties);

const checkedTorrent = t.named("CheckedTorrent", {
  info_hash: t.hex(),
  torrent_id: torrentProperties.torrent_id,
  state: torrentState,
  external_id: t.externalId,
});

const seeders = (description: string) => t.count(description, { maximum: Number.MAX_SAFE_INTEGER });

export const torrentListOperations = manage({
  listTorrents: get("/api/v1/torrents", "List torrents", {
    description:
      "Returns torrents in any state, page by page. Filters are combined with AND. Torrents added in the meantime come before the first page (`newest`) or after the last (`oldest`), so no torrent is listed twice.",
    query: {
      limit: t.integer("Torrents per page.", { minimum: 1, maximum: PAGE_LIMITS.max, default: PAGE_LIMITS.default }),
      cursor: t.text("The previous page's `next_cursor`, with the other parameters unchanged.", {
        pattern: "^b[jz][\\w-]+$",
      }),
      q: t.text(
        "Search words: each must be the beginning of a word in the name or in a file path. A single character must be a whole word. Case and accents are ignored.",
        { maxLength: MAX_SEARCH, pattern: "[\\p{L}\\p{N}]" },
      ),
      state: t.text("Only torrents in this state.", { enum: [...TORRENT_STATES, "all"], default: "all" }),
      private: t.integer("1: only private torrents; 0: only the others.", { enum: [0, 1] }),
      kind: t.oneOf(TORRENT_KINDS, "Metainfo version."),
      min_seeders: seeders("Excludes torrents without a seeder count."),
      max_seeders: seeders("Excludes torrents without a seeder count; 0 finds dead torrents."),
      external_id: t.givenId("The tracker's own id."),
      info_hash: t.infoHash("Of v1 or v2."),
      sort: t.text("By time added.", { enum: [...TORRENT_ORDERS], default: "newest" }),
    },
    answer: json("A page.", "TorrentPage", {
      torrents: t.listOf(torrent),
      next_cursor: t.orNull(t.text("Null on the last page.")),
      search_complete: t.optional(t.flag("With `q`: false while new torrents are still being indexed for search.")),
    }),
    invalid: 'limit: expected a whole number from 1 to 1000, got "x"',
  }),
  checkTorrents: post("/api/v1/torrents/check", "Check which torrents are indexed", {
    description: `Accepts up to ${formatCount(MAX_CHECKED)} info-hashes. Returns each once, in lower case and in the given order.`,
    body: jsonBody(
      MAX_CHECK_BYTES,
      t.named("CheckRequest", { info_hashes: t.listOf(t.infoHash(), undefined, MAX_CHECKED) }),
    ),
    answer: json("Indexed and unknown torrents.", "CheckAnswer", {
      torrents: t.listOf(checkedTorrent),
      unknown: t.listOf(t.hex()),
    }),
    invalid: 'info_hashes[3]: expected 40 or 64 hexadecimal digits, got "x"',
  }),
});
