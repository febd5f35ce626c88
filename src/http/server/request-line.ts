import type { Log } from "../../core/log.ts";
import type { RequestRow } from "../../store/people/requests.ts";

/**
 * One line for every request, at debug whatever became of it: the request log has them all, and a stranger decides how
 * many fail. What is wrong with this server is logged as an error where it happens.
 */
export function logRequest(log: Log, row: RequestRow): void {
  const { method, path, status, durationUs, bytesIn, bytesOut, client, userId, files, torrents, error } = row;
  log("debug", `${method} ${path}`, {
    status,
    ms: durationUs / 1000,
    bytes_in: bytesIn,
    bytes_out: bytesOut,
    client,
    user_id: userId,
    files,
    torrents,
    error,
  });
}
