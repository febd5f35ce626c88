import { integer, type SettingDefinition } from "./setting-definition.ts";

/** How seeders and leechers are counted. */
export const SWARM_SETTINGS = {
  scrape_interval_minutes: integer(
    0,
    0,
    525_600,
    "Minutes between scrapes of the tracker by serve. 0: off.",
    "minutes",
  ),
  scrape_urls: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 16_384,
    doc: "Comma-separated announce or scrape URLs of the tracker, including any key they need. The first that answers is used. Empty: announce_urls without the passkey.",
  },
  scrape_batch: integer(
    0,
    0,
    1_000,
    "Torrents per scrape request. 0: 64 over HTTP, 74 over UDP. UDP never takes more than 74.",
  ),
  scrape_pause_ms: integer(500, 0, 600_000, "Pause between two scrape requests.", "milliseconds"),
} as const satisfies Record<string, SettingDefinition>;
