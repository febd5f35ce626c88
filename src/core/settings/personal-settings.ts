import { onOff, type SettingDefinition } from "./setting-definition.ts";

/** What becomes of a torrent on its way to a user. */
export const PERSONAL_SETTINGS = {
  announce_urls: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 16_384,
    // No address: nothing goes out until it is mended.
    safest: "?",
    doc: "Trackers of every torrent handed out, in place of the file's own: tiers separated by |, addresses in a tier by a comma, each with {passkey} where the user's goes. Empty: files go out as they are.",
  },
  comment_url: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 2048,
    doc: "Comment of every torrent that gets announce_urls: an address with {info_hash}, or {id} where the tracker's own id is known. Empty: the file's comment.",
  },
  keep_web_seeds: onOff(0, "Keep url-list and httpseeds in torrents that get announce_urls."),
} as const satisfies Record<string, SettingDefinition>;
