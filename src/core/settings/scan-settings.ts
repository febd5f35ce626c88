import { integer, onOff, type SettingDefinition, text } from "./setting-definition.ts";

/** How folders of .torrent files are read. */
export const SCAN_SETTINGS = {
  hash_pieces: onOff(
    0,
    "In the next scan, also compute each torrent's pieces hash, so that it can be looked up. The first scan takes longer.",
  ),
  store_torrents: onOff(
    0,
    "Keep a copy of each .torrent in the database, without passkeys, for replicas that lack the folder. scan applies a change.",
  ),
  rescan_interval_minutes: integer(
    60,
    0,
    525_600,
    "Minutes between full rescans by watch, which find changes without an event. 0: off.",
    "minutes",
  ),
  scan_exclude: {
    type: "text",
    default: "#recycle, @eaDir, .stversions, .Trash*, .git, lost+found",
    minLength: 0,
    maxLength: 2048,
    doc: "Comma-separated names of files and folders that scan and watch skip. * matches any text, ? one character.",
  },
  scan_include: text(
    "*.torrent",
    2048,
    "Comma-separated names of files that scan and watch index. * matches any text, ? one character.",
  ),
  hash_duplicates_log: onOff(0, "Hash every .torrent file during a scan and log identical ones."),
  external_id_pattern: {
    type: "text",
    default: "^(\\d{1,12})\\.torrent$",
    minLength: 0,
    maxLength: 200,
    // No ids rather than wrong ones.
    safest: "",
    doc: "Regular expression with one group that extracts the tracker's torrent ID from the .torrent's file name. Empty: none.",
  },
} as const satisfies Record<string, SettingDefinition>;
