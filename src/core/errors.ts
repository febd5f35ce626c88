/**
 * One table for every error a user can meet: HTTP status, process exit code and what to try.
 * The codes sent over HTTP are fixed by the match protocol (docs/protocol.md, section 1).
 */
export const ERRORS = {
  USAGE: { http: 500, exit: 2, hint: "reseeder --help" },
  FAILED: { http: 500, exit: 1, hint: "" },
  OUTPUT_FAILED: {
    http: 500,
    exit: 1,
    hint: "Free some space or send the output elsewhere, then run the command again.",
  },
  /** Whoever read it has gone on purpose (`| head`), so nothing is said. */
  OUTPUT_CLOSED: { http: 500, exit: 141, hint: "" },
  ROOT_UNREADABLE: { http: 500, exit: 1, hint: "Check that the folder exists, is mounted and is readable." },
  ROOT_EMPTY: { http: 500, exit: 1, hint: "If you removed the torrents on purpose, run `reseeder scan --prune`." },
  ROOT_SHRUNK: { http: 500, exit: 1, hint: "If you removed the torrents on purpose, run `reseeder scan --prune`." },
  WATCH_LIMIT: { http: 500, exit: 1, hint: "Raise the inotify limits (fs.inotify in sysctl)." },
  WATCH_FAILED: {
    http: 500,
    exit: 1,
    hint: "Network file systems report no changes. Use polling: `reseeder watch --poll 60`.",
  },
  WATCH_UNTOLD: { http: 500, exit: 1, hint: "To poll more or less often, use `reseeder watch --poll SECONDS`." },
  PORT_IN_USE: { http: 500, exit: 1, hint: "Choose another port with --port, or use --port 0 for any free port." },
  DATABASE_MISSING: {
    http: 503,
    exit: 10,
    hint: "`reseeder scan PATH` creates it. To use another one, set --db FILE.",
  },
  DATABASE_UNREADABLE: { http: 503, exit: 1, hint: "Check the file's permissions, or restore a backup." },
  DATABASE_STALE_LOG: { http: 503, exit: 1, hint: "Remove the WAL file next to the database, or restore the backup." },
  DATABASE_REPLACED: { http: 503, exit: 11, hint: "Try again in a moment." },
  DATABASE_CORRUPT: { http: 503, exit: 1, hint: "Restore a backup with `reseeder restore FILE`." },
  DATABASE_NEWER: { http: 503, exit: 1, hint: "Use the ReSeeder version that created it, or a newer one." },
  DATABASE_FOREIGN: { http: 503, exit: 2, hint: "Choose another file with --db FILE." },
  DATABASE_READONLY: { http: 503, exit: 1, hint: "Make the file and its folder writable for this user." },
  DATABASE_FULL: {
    http: 503,
    exit: 1,
    hint: "Free some disk space and run the command again. The index is intact.",
  },
  DATABASE_IO: {
    http: 503,
    exit: 1,
    hint: "Check dmesg, the disk quota and `ulimit -f`, then run the command again.",
  },
  DATABASE_LOCKED: { http: 503, exit: 11, hint: "Another process is writing. Try again in a moment." },
  DATABASE_IN_USE: { http: 503, exit: 11, hint: "Stop it first, or use --force to continue anyway." },
  BACKUP_FAILED: {
    http: 500,
    exit: 1,
    hint: "Check that the folder is writable and has free space, or choose another one with --dir DIR.",
  },
  FILE_CHANGED: { http: 500, exit: 1, hint: "Check the files, then use --force to overwrite them." },
  BACKUP_DAMAGED: { http: 500, exit: 1, hint: "Choose another backup. `reseeder backup --list` shows them." },
  CLIENT_AWAY: {
    http: 500,
    exit: 1,
    hint: "Start the torrent client, or set its address with --client KIND:URL.",
  },
  CLIENT_LOGIN: {
    http: 500,
    exit: 1,
    hint: "Set RESEEDER_CLIENT_USER and RESEEDER_CLIENT_PASSWORD (or RESEEDER_CLIENT_PASSWORD_FILE).",
  },
  CLIENT_REFUSED: { http: 500, exit: 1, hint: "Check the torrent client's log." },
  CLIENT_ANSWER: { http: 500, exit: 1, hint: "Check that --client has the right kind of client." },
  LIST_EMPTY: {
    http: 409,
    exit: 1,
    hint: "Check its source. To offer everything, run `reseeder settings set tracker none` and `reseeder torrents sync --end`.",
  },
  LIST_SHRUNK: { http: 409, exit: 1, hint: "If this is intended, use --force." },
  LIST_UNFINISHED: {
    http: 400,
    exit: 1,
    hint: 'End the list with the line {"end":N}, where N is the number of lines before it.',
  },
  LIST_BUSY: { http: 503, exit: 11, hint: "Another process is importing a list. Try again in a moment." },
  LIST_OWNED: { http: 409, exit: 1, hint: "To allow other lists, run `reseeder settings set tracker none`." },
  LIST_STALE: { http: 503, exit: 1, hint: "`reseeder stats` shows why the last round failed." },
  WITHHELD: { http: 404, exit: 1, hint: "" },
  TRACKER_DSN: { http: 503, exit: 1, hint: "See docs/trackers.md for the DSN of each tracker." },
  TRACKER_URL: { http: 503, exit: 1, hint: "Run `reseeder settings set tracker_url http://HOST:PORT`." },
  TRACKER_TOKEN: { http: 503, exit: 1, hint: "See docs/trackers.md for where to find the token." },
  TRACKER_PAUSED: {
    http: 503,
    exit: 1,
    hint: "Check the rate limits of the tracker and of any reverse proxy in front of it.",
  },
  TRACKER_QUERIES: { http: 503, exit: 1, hint: "`reseeder tracker queries` prints statements to start from." },
  TRACKER_UNREACHABLE: {
    http: 503,
    exit: 1,
    hint: "Check that the tracker's database is running and that the DSN is correct.",
  },
  TRACKER_REFUSED: {
    http: 503,
    exit: 1,
    hint: "Check user, password and GRANTs. `reseeder tracker check` shows what is missing.",
  },
  TRACKER_SCHEMA: { http: 503, exit: 1, hint: "`reseeder tracker check` shows what is missing." },
  TRACKER_AWAY: { http: 503, exit: 1, hint: "" },
  TRACKER_FAILED: { http: 503, exit: 1, hint: "`reseeder tracker check` tests each statement." },
  TOO_MANY_FILES: { http: 400, exit: 1, hint: "" },
  INVALID_REQUEST: { http: 400, exit: 1, hint: "" },
  BODY_TOO_LARGE: { http: 413, exit: 1, hint: "" },
  UNAUTHORIZED: { http: 401, exit: 1, hint: "" },
  FORBIDDEN: { http: 403, exit: 1, hint: "" },
  REQUEST_TIMEOUT: { http: 408, exit: 1, hint: "" },
  SERVER_BUSY: { http: 503, exit: 1, hint: "" },
  MISDIRECTED_REQUEST: { http: 421, exit: 1, hint: "" },
  RATE_LIMITED: { http: 429, exit: 1, hint: "" },
  NOT_FOUND: { http: 404, exit: 1, hint: "" },
  METHOD_NOT_ALLOWED: { http: 405, exit: 1, hint: "" },
  SERVER_ERROR: { http: 500, exit: 1, hint: "" },
} as const satisfies Record<string, { http: number; exit: number; hint: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** The program's one error type: a code of the table above and a whole sentence that names what, where and which value. */
export class ReseederError extends Error {
  override readonly name = "ReseederError";
  /** Replaced by whoever knows better what to try. */
  hint: string;
  /** Seconds after which the same request may do better; goes into `Retry-After`. */
  readonly retryAfter: number | null;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown; retryAfter?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint ?? ERRORS[code].hint;
    this.retryAfter = options.retryAfter ?? null;
  }

  /** Exit code of the process when this error ends it. */
  get exitCode(): number {
    return ERRORS[this.code].exit;
  }

  /** HTTP status of a response that carries this error. */
  get status(): number {
    return ERRORS[this.code].http;
  }
}
