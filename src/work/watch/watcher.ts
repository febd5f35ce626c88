import { watch } from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import { decodePath, displayPath, systemPath } from "../../core/path-bytes.ts";
import { errorCode, errorMessage } from "../../core/thrown-error.ts";
import { type Mount, namedMount } from "../files/mounts.ts";
import { isTorrentName } from "../files/walk.ts";

/** What a watched folder tells. */
export interface FolderListener {
  /** Something changed at a path below the folder; null: the folder itself was moved or removed. */
  onChange(path: string | null): void;
  /** The system cannot tell of all changes any more. */
  onError(error: unknown): void;
}

/**
 * Begins to tell of every change below a folder, new folders included, until it is closed.
 * @param folder absolute path
 * @throws the system's error, such as ENOSPC
 */
export type WatchFolder = (folder: string, listener: FolderListener) => { close(): void };

/** Watches with the system's own means: inotify on Linux, which says nothing of network file systems. */
export const watchFolder: WatchFolder = (folder, { onChange, onError }) => {
  // As bytes, so that no name is lost. The declared types know of no listener that gets bytes, nor of null.
  const listener = (kind: string, name: Uint8Array | string | null | undefined) => {
    if (name === null || name === undefined) return onChange(null);
    const path = typeof name === "string" ? name : decodePath(name);
    // A folder's own content comes as "rename"; what is no torrent and is written to is nobody's business.
    if (kind === "change" && !isTorrentName(path)) return;
    onChange(process.platform === "win32" ? path.replaceAll("\\", "/") : path);
  };
  const watcher = watch(systemPath(folder), { recursive: true, encoding: "buffer" }, listener);
  // A folder that may not be read is the sweeps' to report, and no reason to stop watching the others.
  watcher.on("error", (error) => {
    if (!["EACCES", "EPERM", "ENOENT"].includes(codeOf(error))) onError(error);
  });
  return watcher;
};

const LIMITS: Readonly<Record<string, string>> = {
  ENOSPC: "fs.inotify.max_user_watches=524288",
  EMFILE: "fs.inotify.max_user_instances=1024",
};

/** Why the system's events are not enough for a folder. */
export function explainUntold(folder: string, mount: Mount): ReseederError {
  const what = `${displayPath(folder)} is also polled: ${namedMount(mount)} does not report every change`;
  return new ReseederError("WATCH_UNTOLD", what);
}

/** Why a folder cannot be watched, and what to do about it. */
export function explainWatch(folder: string, error: unknown): ReseederError {
  const path = displayPath(folder);
  const limit = LIMITS[codeOf(error)];
  if (limit) {
    const [name] = limit.split("=");
    return new ReseederError(
      "WATCH_LIMIT",
      `${path} has more folders than the inotify limit of this user allows (${name}); it is polled instead`,
      {
        cause: error,
        hint: `\`sysctl ${limit}\`, and for good \`echo ${limit} > /etc/sysctl.d/60-reseeder.conf\`; it takes effect within ten minutes.`,
      },
    );
  }
  const text = errorMessage(error);
  return new ReseederError("WATCH_FAILED", `${path} cannot be watched (${text}); it is polled instead`, {
    cause: error,
  });
}

function codeOf(error: unknown): string {
  return errorCode(error);
}
