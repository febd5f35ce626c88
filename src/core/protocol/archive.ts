import type { Outcome } from "./problem.ts";
import { send } from "./send.ts";
import type { ServerAddress } from "./server-address.ts";
import type { Transport } from "./transport.ts";

/** Most bytes of an archive that is held in memory: some ten thousand torrents. */
const MAX_BYTES = 512 * 1024 * 1024;

/** `GET /archive`: the ZIP of the torrents that the user once downloaded. Names and sizes of his files are not asked for. */
export async function fetchArchive(
  transport: Transport,
  address: ServerAddress,
  options: {
    signal?: AbortSignal;
    timeoutMs?: number;
    maxBytes?: number;
    onWait?: (ms: number, status: number) => void;
  } = {},
): Promise<Outcome<Uint8Array>> {
  return send(transport, {
    method: "GET",
    url: address.archive,
    headers: { accept: "application/zip", ...address.headers, ...address.archiveHeaders },
    maxBytes: MAX_BYTES,
    ...options,
  });
}
