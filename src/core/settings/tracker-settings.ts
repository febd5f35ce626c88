import { choice, integer, onOff, type SettingDefinition } from "./setting-definition.ts";

/** How the tracker's own list is read. */
export const TRACKER_SETTINGS = {
  tracker: choice(
    "none",
    ["none", "unit3d", "nexusphp", "gazelle", "gazelle-ops", "torrentpier", "trackarr", "sql", "udpt", "torrust-actix"],
    "none",
    "Whose database or API says what may be offered (docs/trackers.md); sql: by the statements of tracker_queries.",
  ),
  tracker_stale_hours: integer(
    24,
    0,
    8760,
    "Hours without a complete list after which matches answer 503 until one comes; 0: they never do.",
    "hours",
  ),
  tracker_sync_seconds: integer(
    60,
    0,
    86_400,
    "Time between two rounds of serve that read the tracker's list; 0 turns them off.",
    "seconds",
  ),
  tracker_queries: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 4_096,
    doc: "File of statements for tracker = sql; `reseeder tracker queries` prints one to begin with.",
  },
  tracker_push: onOff(
    0,
    "Register what is on offer with UDPT (static mode) or on Torrust-Actix's whitelist; what they do not list is offered then.",
  ),
  tracker_url: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 2_048,
    doc: "Where the API of tracker = udpt or torrust-actix is, as http://HOST:PORT; its token stands in RESEEDER_TRACKER_TOKEN.",
  },
} as const satisfies Record<string, SettingDefinition>;
