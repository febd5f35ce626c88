import type { Settings } from "../settings/settings.ts";

/**
 * What becomes of torrents that the list in force does not name, by the settings. UDPT does not tell its mode, and as a
 * rule takes any torrent and forgets it with its last peer: what it does not list is dead.
 */
export function unlistedRule({ unlisted, tracker }: Pick<Settings, "unlisted" | "tracker">): "withhold" | "offer" {
  if (unlisted !== "auto") return unlisted;
  return tracker === "udpt" ? "offer" : "withhold";
}
