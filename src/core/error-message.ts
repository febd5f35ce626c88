/** What went wrong, whatever was thrown: the message of an error, else the value as text. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What Bun says at more length. */
const NETWORK_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection closed",
  ENOTFOUND: "unknown host name",
};

/** Why nothing came over the network, in few words where the error has a code that we know, else its message. */
export function networkReason(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return (typeof code === "string" && NETWORK_REASONS[code]) || errorMessage(error);
}
