/** Settings live in the table `settings` and are read anew on every request (match protocol, section 1). */
export interface IntegerSetting {
  type: "integer";
  default: number;
  min: number;
  max: number;
  unit?: string;
  doc: string;
}

export interface TextSetting {
  type: "text";
  default: string;
  maxLength: number;
  doc: string;
}

export type SettingDefinition = IntegerSetting | TextSetting;

const integer = (fallback: number, min: number, max: number, doc: string, unit?: string): IntegerSetting => ({
  type: "integer",
  default: fallback,
  min,
  max,
  doc,
  ...(unit ? { unit } : {}),
});

const text = (fallback: string, maxLength: number, doc: string): TextSetting => ({
  type: "text",
  default: fallback,
  maxLength,
  doc,
});

const MIB = 1024 * 1024;

/** The one table of settings: it feeds the database table, validation, help, the dashboard's form and the docs. */
export const SETTINGS = {
  min_file_size: integer(
    100 * MIB,
    0,
    Number.MAX_SAFE_INTEGER,
    "Smallest file a client should offer; told in the handshake, never enforced.",
    "bytes",
  ),
  max_files_per_request: integer(10_000, 1, 1_000_000, "How many files one match request may name."),
  max_torrents_per_response: integer(500, 1, 100_000, "How many torrents one response may hold."),
  max_body_bytes: integer(16 * MIB, 1024, 1024 * MIB, "Largest request body taken.", "bytes"),
  max_report_bytes: integer(MIB, 1024, 64 * MIB, "Largest report body taken.", "bytes"),
  report_log_keep_mb: integer(64, 1, 1_048_576, "Raw report bodies kept; the oldest go first, statistics stay.", "MiB"),
  request_log_keep: integer(100_000, 0, 100_000_000, "How many rows the request log keeps.", "rows"),
  hash_pieces: integer(
    0,
    0,
    1,
    "1: the next scan also hashes every torrent's pieces, for look-ups by pieces hash; a first scan takes longer.",
  ),
  rescan_interval_minutes: integer(
    60,
    0,
    525_600,
    "Minutes between looks of watch at every file, to find what it was not told of; 0 turns them off.",
    "minutes",
  ),
  hash_duplicates_log: integer(0, 0, 1, "1: hash every .torrent during a scan and log identical files."),
  backup_interval_hours: integer(
    6,
    0,
    8760,
    "Hours between automatic backups made by serve; 0 turns them off.",
    "hours",
  ),
  backup_dir: text("backups", 4096, "Folder for backups; a relative path starts at the database's folder."),
  backup_keep: integer(7, 1, 10_000, "How many of the newest backups are kept."),
  trusted_proxies: text(
    "127.0.0.0/8, ::1",
    4096,
    "Addresses or networks, separated by commas, whose X-Real-IP and X-Forwarded-For are believed.",
  ),
  api_test_address: text(
    "auto",
    2048,
    "Where the dashboard's API test sends its requests; auto: to the serve that runs on this database.",
  ),
} as const satisfies Record<string, SettingDefinition>;

export type SettingKey = keyof typeof SETTINGS;

/** The value of every setting, typed by its definition. */
export type Settings = {
  -readonly [K in SettingKey]: (typeof SETTINGS)[K]["type"] extends "integer" ? number : string;
};

/** The keys in the order of the table. */
export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[];

/** True when `key` names a setting. */
export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key);
}

/**
 * Reads one stored value.
 * @returns the value, or a sentence that says what is wrong with it
 */
export function parseSetting(key: SettingKey, raw: string): { value: number | string } | { problem: string } {
  const definition: SettingDefinition = SETTINGS[key];
  if (definition.type === "text") {
    if (raw.trim() === "" || raw.length > definition.maxLength || raw.includes("\0")) {
      return {
        problem: `${key}: expected 1 to ${definition.maxLength} characters, got ${JSON.stringify(raw.slice(0, 80))}`,
      };
    }
    return { value: raw };
  }
  const value = /^-?\d{1,16}$/.test(raw.trim()) ? Number(raw) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < definition.min || value > definition.max) {
    return {
      problem: `${key}: expected a whole number from ${definition.min} to ${definition.max}, got ${JSON.stringify(raw.slice(0, 80))}`,
    };
  }
  return { value };
}

/**
 * Settles all settings from stored rows: a missing or nonsensical value falls back to the default.
 * @returns the settings and a sentence for each value that was not usable
 */
export function resolveSettings(stored: ReadonlyMap<string, string>): { settings: Settings; problems: string[] } {
  const problems: string[] = [];
  const entries = SETTING_KEYS.map((key) => {
    const raw = stored.get(key);
    if (raw === undefined) return [key, SETTINGS[key].default];
    const parsed = parseSetting(key, raw);
    if ("value" in parsed) return [key, parsed.value];
    problems.push(`${parsed.problem}; using the default ${SETTINGS[key].default}`);
    return [key, SETTINGS[key].default];
  });
  return { settings: Object.fromEntries(entries) as Settings, problems };
}
