/**
 * One table for every error a user can meet: HTTP status, process exit code and what to try.
 * The codes sent over HTTP are fixed by the match protocol (docs/protocol.md, section 1).
 */
export const ERRORS = {
  USAGE: { http: 500, exit: 2, hint: "reseeder --help" },
  FAILED: { http: 500, exit: 1, hint: "" },
  OUTPUT_FAILED: { http: 500, exit: 1, hint: "Make room or send the output elsewhere, then run the command again." },
  /** Whoever read it has gone on purpose (`| head`), so nothing is said. */
  OUTPUT_CLOSED: { http: 500, exit: 141, hint: "" },
  ROOT_UNREADABLE: { http: 500, exit: 1, hint: "Check that the folder exists, is mounted and may be read." },
  ROOT_EMPTY: { http: 500, exit: 1, hint: "If the torrents were really removed, run `reseeder scan --prune`." },
  ROOT_SHRUNK: { http: 500, exit: 1, hint: "If the torrents were really removed, run `reseeder scan --prune`." },
  WATCH_LIMIT: { http: 500, exit: 1, hint: "Raise the system's limits of inotify." },
  WATCH_FAILED: {
    http: 500,
    exit: 1,
    hint: "Network file systems tell of no changes: `reseeder watch --poll 60` looks every minute.",
  },
  WATCH_UNTOLD: { http: 500, exit: 1, hint: "To look more or less often: `reseeder watch --poll SECONDS`." },
  PORT_IN_USE: { http: 500, exit: 1, hint: "Choose another port with --port, or 0 to let the system choose one." },
  DATABASE_MISSING: {
    http: 503,
    exit: 10,
    hint: "`reseeder scan PATH` makes it; or name another with --db FILE.",
  },
  DATABASE_UNREADABLE: { http: 503, exit: 1, hint: "Check the file's permissions, or restore a backup." },
  DATABASE_STALE_LOG: { http: 503, exit: 1, hint: "Remove the log beside the database, or restore the backup." },
  DATABASE_REPLACED: { http: 503, exit: 11, hint: "Try again in a moment." },
  DATABASE_CORRUPT: { http: 503, exit: 1, hint: "Restore a backup with `reseeder restore FILE`." },
  DATABASE_NEWER: { http: 503, exit: 1, hint: "Use the ReSeeder version that made it, or a newer one." },
  DATABASE_FOREIGN: { http: 503, exit: 2, hint: "Name another file with --db FILE." },
  DATABASE_READONLY: { http: 503, exit: 1, hint: "Make the file and its folder writable for this user." },
  DATABASE_FULL: {
    http: 503,
    exit: 1,
    hint: "Free some disk space and run the command again; nothing indexed is lost.",
  },
  DATABASE_IO: {
    http: 503,
    exit: 1,
    hint: "Look at the system's log (dmesg), the disk quota and `ulimit -f`, then run the command again.",
  },
  DATABASE_LOCKED: { http: 503, exit: 11, hint: "Another process is writing; try again in a moment." },
  DATABASE_IN_USE: { http: 503, exit: 11, hint: "Stop it first, or repeat with --force if that is meant." },
  BACKUP_FAILED: {
    http: 500,
    exit: 1,
    hint: "Check that the folder can be written and has room, or name another one with --dir DIR.",
  },
  FILE_CHANGED: { http: 500, exit: 1, hint: "Look at the files, then repeat with --force to overwrite them." },
  BACKUP_DAMAGED: { http: 500, exit: 1, hint: "Take another backup; `reseeder backup --list` shows them." },
  CLIENT_AWAY: {
    http: 500,
    exit: 1,
    hint: "Start the torrent client, or name another address with --client KIND:URL.",
  },
  CLIENT_LOGIN: {
    http: 500,
    exit: 1,
    hint: "Set RESEEDER_CLIENT_USER and RESEEDER_CLIENT_PASSWORD (or RESEEDER_CLIENT_PASSWORD_FILE).",
  },
  CLIENT_REFUSED: { http: 500, exit: 1, hint: "Look at the torrent client's log." },
  CLIENT_ANSWER: { http: 500, exit: 1, hint: "Check that --client names the right kind of client." },
  LIST_EMPTY: { http: 409, exit: 1, hint: "To have no list in force any more, run `reseeder torrents sync --end`." },
  LIST_SHRUNK: { http: 409, exit: 1, hint: "If that is meant, repeat with --force." },
  LIST_UNFINISHED: { http: 400, exit: 1, hint: 'End the list with the line {"end":N}, N lines after its beginning.' },
  LIST_BUSY: { http: 503, exit: 11, hint: "Another process takes a list in; try again in a moment." },
  LIST_OWNED: { http: 409, exit: 1, hint: "`reseeder settings set tracker none` lets other lists in." },
  LIST_STALE: { http: 503, exit: 1, hint: "`reseeder stats` says why the last round failed." },
  WITHHELD: { http: 404, exit: 1, hint: "" },
  TRACKER_DSN: { http: 503, exit: 1, hint: "docs/trackers.md has the line for each tracker." },
  TRACKER_URL: { http: 503, exit: 1, hint: "`reseeder settings set tracker_url http://HOST:PORT`." },
  TRACKER_TOKEN: { http: 503, exit: 1, hint: "docs/trackers.md says where the token stands." },
  TRACKER_PAUSED: { http: 503, exit: 1, hint: "Look at the limits of the tracker and of what stands in front of it." },
  TRACKER_QUERIES: { http: 503, exit: 1, hint: "`reseeder tracker queries` prints statements to begin with." },
  TRACKER_UNREACHABLE: { http: 503, exit: 1, hint: "Check that the tracker's database runs and the DSN names it." },
  TRACKER_REFUSED: {
    http: 503,
    exit: 1,
    hint: "Check user, password and GRANTs; `reseeder tracker check` names them.",
  },
  TRACKER_SCHEMA: { http: 503, exit: 1, hint: "`reseeder tracker check` says what is missing." },
  TRACKER_AWAY: { http: 503, exit: 1, hint: "" },
  TRACKER_FAILED: { http: 503, exit: 1, hint: "`reseeder tracker check` tries each statement." },
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
