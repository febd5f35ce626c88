import { integer, onOff, type SettingDefinition, text } from "./setting-definition.ts";

/** How folders of .torrent files are read. */
export const SCAN_SETTINGS = {
  hash_pieces: onOff(
    0,
    "Also hash every torrent's pieces in the next scan, for look-ups by pieces hash; a first scan takes longer.",
  ),
  rescan_interval_minutes: integer(
    60,
    0,
    525_600,
    "Minutes between looks of watch at every file, to find what it was not told of; 0 turns them off.",
    "minutes",
  ),
  scan_exclude: {
    type: "text",
    default: "#recycle, @eaDir, .stversions, .Trash*, .git, lost+found",
    minLength: 0,
    maxLength: 2048,
    doc: "Names of files and folders that scan and watch leave out, separated by commas; * stands for any text, ? for one character.",
  },
  scan_include: text(
    "*.torrent",
    2048,
    "Names of files that scan and watch take for torrents, separated by commas; * stands for any text, ? for one character.",
  ),
  hash_duplicates_log: onOff(0, "Hash every .torrent during a scan and log identical files."),
  external_id_pattern: {
    type: "text",
    default: "^(\\d{1,12})\\.torrent$",
    minLength: 0,
    maxLength: 200,
    // No ids rather than wrong ones.
    safest: "",
    doc: "Regular expression whose one group finds the tracker's own id of a torrent in the name of its .torrent file. Empty: no ids from names.",
  },
} as const satisfies Record<string, SettingDefinition>;
