import type { Problem } from "./problem.ts";
import { exchange } from "./send.ts";
import type { ServerAddress } from "./server-address.ts";
import type { Transport } from "./transport.ts";

/** Most bytes of an archive: some hundred thousand torrents. */
const MAX_BYTES = 4 * 1024 * 1024 * 1024;
const TIMEOUT_MS = 30 * 60 * 1000;

/**
 * `GET /archive`: the ZIP of the torrents that the user once downloaded, as it comes. Names and sizes of his files are not
 * asked for.
 * @returns null at its end; where it is a problem, what came is no ZIP
 */
export function fetchArchive(
  transport: Transport,
  address: ServerAddress,
  options: { signal?: AbortSignal; maxBytes?: number } = {},
): AsyncGenerator<Uint8Array, Problem | null> {
  return exchange(transport, {
    method: "GET",
    url: address.archive,
    headers: { accept: "application/zip", ...address.headers, ...address.archiveHeaders },
    maxBytes: MAX_BYTES,
    timeoutMs: TIMEOUT_MS,
    ...options,
  });
}
