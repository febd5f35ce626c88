import { integer, type SettingDefinition } from "./setting-definition.ts";

/** How seeders and leechers are counted. */
export const SWARM_SETTINGS = {
  scrape_interval_minutes: integer(
    0,
    0,
    525_600,
    "Minutes between rounds of serve in which the tracker is asked for seeders and leechers; 0 turns them off.",
    "minutes",
  ),
  scrape_urls: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 16_384,
    doc: "Where the tracker is asked for seeders and leechers: addresses of announce or scrape, separated by commas, each with whatever key it needs; the first that answers is used. Empty: what announce_urls leads to without a passkey.",
  },
  scrape_batch: integer(
    0,
    0,
    1_000,
    "How many torrents one question to the tracker names; 0: 64 over HTTP, 74 over UDP, which never takes more.",
  ),
  scrape_pause_ms: integer(500, 0, 600_000, "Time between two questions to a tracker.", "milliseconds"),
} as const satisfies Record<string, SettingDefinition>;
