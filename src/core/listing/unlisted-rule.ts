import type { Settings } from "../settings/settings.ts";
import { isApiKind } from "../tracker-api/api-kinds.ts";

/** The settings that decide. */
export type UnlistedSettings = Pick<Settings, "unlisted" | "tracker" | "tracker_push">;

/** Whether the tracker is to learn of torrents from here: its list may lack any of them, and be empty. */
export function isPushed({ tracker, tracker_push: push }: UnlistedSettings): boolean {
  return push === 1 && isApiKind(tracker);
}

/**
 * What becomes of torrents that the list in force does not name, by the settings. UDPT does not tell its mode, and as a
 * rule takes any torrent and forgets it with its last peer: what it does not list is dead.
 */
export function unlistedRule(settings: UnlistedSettings): "withhold" | "offer" {
  if (isPushed(settings)) return "offer";
  if (settings.unlisted !== "auto") return settings.unlisted;
  return settings.tracker === "udpt" ? "offer" : "withhold";
}
