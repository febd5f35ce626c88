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
  file_count: t.count("Files that can match: no padding, none empty.", { example: 2 }),
  seeders: t.orNull(t.count("At the last count; null if never counted.")),
  leechers: t.orNull(t.count()),
  swarm_seen_at: t.orNull(t.time()),
  added_at: t.time(),
  matched: t.count("How many answers it was in.", { example: 12 }),
  confirmed: t.count("How many reports confirmed it.", { example: 1 }),
};

export const torrentListSchemas = {
  TorrentState: t.oneOf(
    TORRENT_STATES,
    "`offered`; `withheld` by the list of torrents on offer; `missing`, until its file comes back; `flagged` by an operator; `removed` for good.",
  ),
  Torrent: t.object(torrentProperties),
  TorrentPage: t.object(
    {
      torrents: t.listOf(t.ref("Torrent")),
      next_cursor: t.orNull(t.text("Null on the last page.")),
      search_complete: t.flag("With `q` only: false while the words of new torrents are still being indexed."),
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
export const listDetail = manage(
  "listTorrents",
  "List torrents",
  "Lists the index page by page, in whatever state. Filters add up. Torrents added meanwhile come before the first page (`newest`) or after the last (`oldest`), so every other torrent is listed once.",
  {
    parameters: [
      query(
        "limit",
        t.integer("Torrents on a page.", { minimum: 1, maximum: PAGE_LIMITS.max, default: PAGE_LIMITS.default }),
      ),
      query(
        "cursor",
        t.text("The last page's `next_cursor`. Leave the other parameters as they were.", {
          pattern: "^b[jz][\\w-]+$",
        }),
      ),
      query(
        "q",
        t.text(
          "Words, each of which must begin a word of the name or of a file's path. A single character must be a whole word. Case and accents do not matter.",
          { maxLength: MAX_SEARCH, pattern: "[\\p{L}\\p{N}]" },
        ),
      ),
      query("state", t.text("Only torrents in this state.", { enum: [...TORRENT_STATES, "all"], default: "all" })),
      query("private", t.integer("1: only private torrents; 0: only the others.", { enum: [0, 1] })),
      query("kind", t.oneOf(TORRENT_KINDS, "Version of the metainfo.")),
      query("min_seeders", seeders("Only torrents that were counted.")),
      query("max_seeders", seeders("Only torrents that were counted; 0 finds the dead.")),
      query("external_id", t.givenId("The tracker's own id.")),
      query("info_hash", t.infoHash("Of v1 or v2.")),
      query("sort", t.text("By the time they were added.", { enum: [...TORRENT_ORDERS], default: "newest" })),
    ],
    answer: json("A page.", "TorrentPage"),
    errors: { INVALID_REQUEST: 'state: expected offered, withheld, missing, flagged, removed, all, got "gone"' },
  },
);

/** `POST /api/v1/torrents/check` */
export const checkDetail = manage(
  "checkTorrents",
  "Check which torrents are indexed",
  `Takes up to ${formatCount(MAX_CHECKED)} info-hashes and answers each of them once, in lower case and in the order of the request.`,
  {
    body: jsonBody("CheckRequest", MAX_CHECK_BYTES),
    answer: json("Those in the index, and the others.", "CheckAnswer"),
    errors: { INVALID_REQUEST: 'info_hashes[3]: expected 40 or 64 hexadecimal digits, got "x"' },
  },
);
