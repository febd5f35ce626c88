import type { ClientAddress } from "./client-address.ts";

/** A client's address as `--client` takes it: what the journal names it by. */
export function shownClient({ kind, url, user }: ClientAddress): string {
  if (user === null) return `${kind}:${url}`;
  return `${kind}:${url.replace("//", `//${encodeURIComponent(user)}@`)}`;
}
