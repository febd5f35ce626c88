import type { Log } from "../../core/log.ts";
import type { WatchEvent } from "../../work/watch/watch-event.ts";
import { wholeNumber } from "../flags.ts";
import { formatAmount, formatDuration } from "./output.ts";

/** The flag of every command that watches. */
export const POLL_FLAG = {
  poll: {
    type: "string",
    variable: true,
    valueHint: "N",
    description: "Look for changes every N seconds (network file systems)",
  },
} as const;

/** Milliseconds between polls; undefined where the flag is not given. */
export function pollFlag(value: string | boolean | undefined): number | undefined {
  return value === undefined ? undefined : wholeNumber("poll", String(value), 1, 86_400) * 1_000;
}

/** What a watcher tells, as a line of the log. */
export function watchLine(event: WatchEvent): Parameters<Log> {
  switch (event.type) {
    case "watching":
      return ["info", event.mode === "events" ? "watching" : "polling", { root: event.root }];
    case "limited":
      return ["warn", event.message, { root: event.root, code: event.code, try: event.hint }];
    case "unwatched":
      return ["info", "no longer watching", { root: event.root }];
    case "idle":
      return ["warn", "no scan path yet; waiting for `reseeder scan PATH`"];
    case "added":
    case "returned":
    case "updated":
      return ["info", event.type, { path: event.path, id: event.torrent_id }];
    case "removed": {
      const { path, torrent_id: id, missing } = event;
      return ["info", "removed", { path, ...(id === null ? {} : { id, missing }) }];
    }
    case "rejected":
      return ["warn", "rejected", { path: event.path, code: event.code, reason: event.message }];
    case "unreadable":
      return ["warn", "cannot read a folder", { path: event.path, reason: event.message }];
    case "swept":
      return ["info", sweptSentence(event), { ...event, type: undefined }];
    case "root_lost":
      return ["error", event.message, { root: event.root, code: event.code, try: event.hint }];
    case "root_back":
      return ["info", "the folder is available again", { root: event.root }];
    case "waiting":
      return ["error", `${event.message}; will retry`, { code: event.code, try: event.hint }];
    case "resumed":
      return ["info", "the database is writable again"];
  }
}

function sweptSentence(event: Extract<WatchEvent, { type: "swept" }>): string {
  const { found, missed, duration_ms } = event;
  const swept = `rescanned ${formatAmount(found, "file")} in ${formatDuration(duration_ms)}`;
  return missed === 0 ? swept : `${swept}; ${formatAmount(missed, "change")} without an event`;
}
