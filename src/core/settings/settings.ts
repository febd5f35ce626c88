import { readWholeNumber } from "../whole-number.ts";
import { choice, integer, type SettingDefinition, text } from "./setting-definition.ts";

export type { ChoiceSetting, IntegerSetting, SettingDefinition, TextSetting } from "./setting-definition.ts";

const MIB = 1024 * 1024;

/**
 * The one table of settings: it feeds the database table, validation, help, the dashboard's form and the docs. The values
 * live in the table `settings` and are read anew on every request (docs/protocol.md, section 1).
 */
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
  max_bodies_in_flight: integer(
    128 * MIB,
    MIB,
    1024 * 1024 * MIB,
    "Largest sum of request bodies in memory, a quarter of it for one address; pushes are not in it.",
    "bytes",
  ),
  max_push_bytes: integer(
    1024 * MIB,
    1024,
    2048 * MIB - 1,
    "Largest body of POST /api/v1/torrents taken, a torrent or an archive of them.",
    "bytes",
  ),
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
  trusted_proxies: {
    ...text(
      "127.0.0.0/8, ::1",
      4096,
      "Addresses or networks, separated by commas, whose X-Real-IP and X-Forwarded-For are believed.",
    ),
    // Nobody's word.
    safest: "",
  },
  allowed_origins: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 4096,
    doc: "Origins of other sites, separated by commas, whose pages may send requests from their users' browsers. Empty: none.",
  },
  allowed_hosts: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 4096,
    // Addresses and this machine's own names, rather than any.
    safest: "localhost",
    doc: "Names under which the server may be asked, separated by commas, beside addresses and localhost. Empty: any.",
  },
  api_test_address: text(
    "auto",
    2048,
    "Where the dashboard's API test sends its requests; auto: to the serve that runs on this database.",
  ),
  auth: choice(
    "none",
    ["none", "token", "header", "callback", "tracker"],
    "token",
    "Who may use /match: none asks nobody, token wants a token of `reseeder token`, header believes X-Reseeder-User of a trusted proxy, callback asks auth_callback_url, tracker looks the passkey up in the tracker's database.",
  ),
  auth_callback_url: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 2048,
    doc: "Address with {passkey} that answers 2xx to the passkey of a user who may, and a status of auth_callback_no to any other.",
  },
  auth_callback_no: {
    type: "text",
    default: "401,403,404",
    minLength: 1,
    maxLength: 100,
    doc: "HTTP statuses, separated by commas, with which auth_callback_url says that a passkey is nobody's; any other but 2xx is trouble.",
  },
  auth_callback_per_second: integer(
    5,
    1,
    1_000,
    "Passkeys a second that auth_callback_url is asked about, a fifth of them, but one at least, for one address.",
  ),
  auth_cache_seconds: integer(
    60,
    0,
    86_400,
    "How long a passkey that auth_callback_url let in is let in without asking again; ten times as long while it cannot be asked.",
    "seconds",
  ),
  auth_refusal_seconds: integer(
    60,
    0,
    86_400,
    "How long a passkey that auth_callback_url rejected is rejected without asking again.",
    "seconds",
  ),
  announce_urls: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 16_384,
    // No address: nothing goes out until it is mended.
    safest: "?",
    doc: "Trackers of every torrent handed out, in place of the file's own: tiers separated by |, addresses in a tier by a comma, each with {passkey} where the user's goes. Empty: files go out as they are.",
  },
  comment_url: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 2048,
    doc: "Comment of every torrent that gets announce_urls: an address with {info_hash}, or {id} where the tracker's own id is known. Empty: the file's comment.",
  },
  external_id_pattern: {
    type: "text",
    default: "^(\\d{1,12})\\.torrent$",
    minLength: 0,
    maxLength: 200,
    // No ids rather than wrong ones.
    safest: "",
    doc: "Regular expression whose one group finds the tracker's own id of a torrent in the name of its .torrent file. Empty: no ids from names.",
  },
  keep_web_seeds: integer(0, 0, 1, "1: torrents that get announce_urls keep url-list and httpseeds."),
  rate_limit_per_minute: integer(
    0,
    0,
    1_000_000,
    "Requests to /match a minute for each user, or for each address where nobody is asked who they are; 0: any number.",
  ),
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
    ...integer(0, 0, 1, "1: the database and the log get a keyed hash in place of each user's id from now on."),
    safest: 1,
  },
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
  tracker: choice(
    "none",
    ["none", "unit3d", "nexusphp", "gazelle", "gazelle-ops", "torrentpier", "trackarr", "sql", "udpt", "torrust-actix"],
    "none",
    "Whose database or API says what may be offered (docs/trackers.md); sql: by the statements of tracker_queries.",
  ),
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
  tracker_push: integer(
    0,
    0,
    1,
    "1: register what is on offer with UDPT (static mode) or on Torrust-Actix's whitelist; what they do not list is offered then.",
  ),
  tracker_url: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 2_048,
    doc: "Where the API of tracker = udpt or torrust-actix is, as http://HOST:PORT; its token stands in RESEEDER_TRACKER_TOKEN.",
  },
  web_page: integer(1, 0, 1, "1: browsers that ask for / get the page for users; 0: they get JSON."),
  page_title: text("ReSeeder", 200, "Title of the page for users."),
  page_text: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 2_000,
    doc: "Greeting on the page for users, plain text.",
  },
} as const satisfies Record<string, SettingDefinition>;

export type SettingKey = keyof typeof SETTINGS;

type ValueOf<D> = D extends { type: "integer" }
  ? number
  : D extends { type: "choice"; choices: readonly (infer C)[] }
    ? C
    : string;

/** The value of every setting, typed by its definition. */
export type Settings = { -readonly [K in SettingKey]: ValueOf<(typeof SETTINGS)[K]> };

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
    const { minLength, maxLength } = definition;
    if (raw.trim().length < minLength || raw.length > maxLength || raw.includes("\0")) {
      return {
        problem: `${key}: expected ${minLength} to ${maxLength} characters, got ${JSON.stringify(raw.slice(0, 80))}`,
      };
    }
    return { value: raw };
  }
  if (definition.type === "choice") {
    const value = raw.trim();
    if (definition.choices.includes(value)) return { value };
    return {
      problem: `${key}: expected ${definition.choices.join(", ")}, got ${JSON.stringify(raw.slice(0, 80))}`,
    };
  }
  const value = readWholeNumber(raw.trim(), definition.min, definition.max);
  if (value === null) {
    return {
      problem: `${key}: expected a whole number from ${definition.min} to ${definition.max}, got ${JSON.stringify(raw.slice(0, 80))}`,
    };
  }
  return { value };
}

/** What holds where the stored value makes no sense: the default, or what is safest where that would open a door. */
export function fallbackOf(key: SettingKey): number | string {
  const definition: SettingDefinition = SETTINGS[key];
  return definition.safest ?? definition.default;
}

/**
 * Settles all settings from stored rows: a missing value means the default, a nonsensical one what `fallbackOf` says, and
 * so does one that was lost.
 * @param lost keys whose row was there once
 * @returns the settings and a sentence for each value that was not usable
 */
export function resolveSettings(
  stored: ReadonlyMap<string, string>,
  lost: ReadonlySet<string> = new Set(),
): { settings: Settings; problems: string[] } {
  const problems: string[] = [];
  const entries = SETTING_KEYS.map((key) => {
    const raw = stored.get(key);
    const fallback = fallbackOf(key);
    if (raw === undefined && !lost.has(key)) return [key, SETTINGS[key].default];
    const parsed = raw === undefined ? { problem: `${key}: its row is gone` } : parseSetting(key, raw);
    if ("value" in parsed) return [key, parsed.value];
    const what = fallback === SETTINGS[key].default ? "the default " : "";
    problems.push(`${parsed.problem}; using ${what}${fallback === "" ? "none" : fallback}`);
    return [key, fallback];
  });
  return { settings: Object.fromEntries(entries) as Settings, problems };
}
