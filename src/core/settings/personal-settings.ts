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
    doc: "Announce URLs to put into every torrent handed out: tiers separated by |, URLs within a tier by commas, with {passkey} for the user's passkey. Empty: torrents keep their own.",
  },
  comment_url: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 2048,
    doc: "Comment of every torrent that gets announce_urls: a URL with {info_hash}, or with {id} for the tracker's ID. Empty: torrents keep their own.",
  },
  keep_web_seeds: onOff(0, "Keep the web seeds (url-list and httpseeds) of torrents that get announce_urls."),
} as const satisfies Record<string, SettingDefinition>;
