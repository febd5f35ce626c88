import { integer, onOff, type SettingDefinition } from "./setting-definition.ts";

/** What is kept of requests and users, and for how long. */
export const LOG_SETTINGS = {
  report_log_keep_mb: integer(
    64,
    1,
    1_048_576,
    "Space for report bodies. The oldest are removed first; statistics are kept.",
    "MiB",
  ),
  request_log_keep: integer(100_000, 0, 100_000_000, "How many rows to keep in the request log.", "rows"),
  hand_out_log_keep: integer(
    1_000_000,
    0,
    1_000_000_000,
    "How many hand-outs to keep: one row per torrent and authenticated user.",
    "rows",
  ),
  log_retention_days: integer(
    0,
    0,
    36_500,
    "Days after which serve deletes requests, matches, reports, hand-outs, expired or revoked tokens, and the names of users who revived torrents. 0: no limit by age.",
    "days",
  ),
  anonymize_users: {
    ...onOff(0, "From now on, store and log a keyed hash instead of each user ID."),
    safest: 1,
  },
} as const satisfies Record<string, SettingDefinition>;
