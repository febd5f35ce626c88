import { errorMessage } from "./error-message.ts";

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file has reached its size limit (see `ulimit -f`)",
};

/** Why the system rejected something, in few words: `the disk is full`, `EACCES: permission denied`. */
export function systemReason(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  const text = errorMessage(error);
  return (typeof code === "string" && WORDS[code]) || text.replace(/^(E[A-Z0-9]+: [^,]+), .*$/s, "$1");
}
