import { choice, integer, type SettingDefinition } from "./setting-definition.ts";

/** Which torrents are offered, and how many to one user. */
export const OFFER_SETTINGS = {
  unlisted: choice(
    "auto",
    ["auto", "withhold", "offer"],
    "withhold",
    "What to do with torrents that are not on the tracker's list: withhold or offer. auto: offer with UDPT, otherwise withhold.",
  ),
  offer_min_age_days: integer(
    0,
    0,
    36_500,
    "Minimum age of a torrent to be offered, by the tracker's date if known, otherwise by the file's date or the first scan.",
    "days",
  ),
  offer_max_seeders: integer(
    -1,
    -1,
    1_000_000_000,
    "Offer only torrents with at most this many seeders. 0: only dead torrents; -1: no limit. Torrents without a count are always offered.",
  ),
  hand_outs_per_day: integer(
    0,
    0,
    100_000_000,
    "Most distinct torrents per user and UTC day, or per address if auth is none. 0: no limit.",
  ),
  min_share: integer(
    0,
    0,
    100,
    "Minimum share of a torrent's bytes that a request's files must cover. A request can raise it.",
    "percent",
  ),
} as const satisfies Record<string, SettingDefinition>;
