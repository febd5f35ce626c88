const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EMFILE: "too many open files (see `ulimit -n`)",
  EISDIR: "it is a folder",
  EFBIG: "the file has reached its size limit (see `ulimit -f`)",
};

/** What Bun says at more length, or not at all. */
const NETWORK_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection closed",
  ENOTFOUND: "unknown host name",
  Z_BUF_ERROR: "its gzip ends too early",
  Z_DATA_ERROR: "its gzip is broken",
};

/** What went wrong, whatever was thrown: the message of an error, else the value as text. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of whatever was thrown: the system's (`ENOENT`), SQLite's or ours; empty where it has none. */
export function errorCode(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : "";
}

/** What is noted of work that failed; `FAILED` stands for an error without a code. */
export function failureOf(error: unknown): { code: string; message: string } {
  return { code: errorCode(error) || "FAILED", message: errorMessage(error) };
}

/** Why the system rejected something, in few words: `the disk is full`, `permission denied`. */
export function systemReason(error: unknown): string {
  return SYSTEM_REASONS[errorCode(error)] ?? errorMessage(error).replace(/^E[A-Z0-9]+: ([^,]+), .*$/s, "$1");
}

/** Why nothing came over the network, in few words where the error has a code that we know, else its message. */
export function networkReason(error: unknown): string {
  return NETWORK_REASONS[errorCode(error)] ?? errorMessage(error);
}
