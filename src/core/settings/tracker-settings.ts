import { choice, integer, onOff, type SettingDefinition } from "./setting-definition.ts";

/** How the tracker's own list is read. */
export const TRACKER_SETTINGS = {
  tracker: choice(
    "none",
    ["none", "unit3d", "nexusphp", "gazelle", "gazelle-ops", "torrentpier", "trackarr", "sql", "udpt", "torrust-actix"],
    "none",
    "The tracker software whose database or API decides what is offered (docs/trackers.md). sql: your own statements in tracker_queries.",
  ),
  tracker_stale_hours: integer(
    24,
    0,
    8760,
    "Hours without a complete tracker list after which matches are answered with 503. 0: never.",
    "hours",
  ),
  tracker_sync_seconds: integer(
    60,
    0,
    86_400,
    "Time between two reads of the tracker's list by serve. 0: off.",
    "seconds",
  ),
  tracker_queries: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 4_096,
    doc: "File with SQL statements for tracker = sql. `reseeder tracker queries` prints one to start from.",
  },
  tracker_push: onOff(
    0,
    "Register offered torrents with UDPT (static mode) or on Torrust-Actix's whitelist. Torrents that they do not list are then offered too.",
  ),
  tracker_url: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 2_048,
    doc: "API of tracker = udpt or torrust-actix, as http://HOST:PORT. Its token is read from RESEEDER_TRACKER_TOKEN.",
  },
} as const satisfies Record<string, SettingDefinition>;
