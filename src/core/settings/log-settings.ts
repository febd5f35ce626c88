import { integer, onOff, type SettingDefinition } from "./setting-definition.ts";

/** What is kept of requests and users, and for how long. */
export const LOG_SETTINGS = {
  report_log_keep_mb: integer(64, 1, 1_048_576, "Raw report bodies kept; the oldest go first, statistics stay.", "MiB"),
  request_log_keep: integer(100_000, 0, 100_000_000, "How many rows the request log keeps.", "rows"),
  hand_out_log_keep: integer(
    1_000_000,
    0,
    1_000_000_000,
    "How many rows of what went to whom are kept, one for each torrent handed to a user that auth knows.",
    "rows",
  ),
  log_retention_days: integer(
    0,
    0,
    36_500,
    "Days after which serve removes requests, matches, reports, hand-outs, tokens out of force, and who revived what; 0: they are kept up to their number.",
    "days",
  ),
  anonymize_users: {
    ...onOff(0, "Store and log a keyed hash in place of each user's id from now on."),
    safest: 1,
  },
} as const satisfies Record<string, SettingDefinition>;
