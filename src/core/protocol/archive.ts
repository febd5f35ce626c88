import type { Outcome } from "./problem.ts";
import { send } from "./send.ts";
import type { ServerAddress } from "./server-address.ts";
import type { Transport } from "./transport.ts";

/** Most bytes of an archive: some hundred thousand torrents. */
const MAX_BYTES = 4 * 1024 * 1024 * 1024;
const TIMEOUT_MS = 30 * 60 * 1000;

/**
 * `GET /archive`: the ZIP of the torrents that the user once downloaded. Names and sizes of his files are not asked for.
 * @param onPart takes the ZIP as it comes; where the outcome is a problem, what came is no ZIP
 */
export async function fetchArchive(
  transport: Transport,
  address: ServerAddress,
  onPart: (bytes: Uint8Array) => void,
  options: { signal?: AbortSignal; maxBytes?: number; onWait?: (ms: number, status: number) => void } = {},
): Promise<Outcome<unknown>> {
  return send(transport, {
    method: "GET",
    url: address.archive,
    headers: { accept: "application/zip", ...address.headers, ...address.archiveHeaders },
    maxBytes: MAX_BYTES,
    timeoutMs: TIMEOUT_MS,
    onPart,
    ...options,
  });
}
