import { choice, integer, type SettingDefinition } from "./setting-definition.ts";

/** Which torrents are offered, and how many to one user. */
export const OFFER_SETTINGS = {
  unlisted: choice(
    "auto",
    ["auto", "withhold", "offer"],
    "withhold",
    "What becomes of torrents that the list in force does not name: withhold or offer, from the next round on; auto: offer with UDPT, else withhold.",
  ),
  offer_min_age_days: integer(
    0,
    0,
    36_500,
    "Days that a torrent has to be old to be offered, by the tracker's date, else by its file's or our first sight.",
    "days",
  ),
  offer_max_seeders: integer(
    -1,
    -1,
    1_000_000_000,
    "Most seeders of a torrent that is offered; 0: the dead only, -1: any. Seeders that nobody counted pass.",
  ),
  hand_outs_per_day: integer(
    0,
    0,
    100_000_000,
    "Distinct torrents that a user, or an address where nobody is asked who they are, gets in a UTC day; 0: any number.",
  ),
  min_share: integer(
    0,
    0,
    100,
    "Smallest share of a torrent's bytes that a request's files have to cover; a request can raise it.",
    "percent",
  ),
} as const satisfies Record<string, SettingDefinition>;
