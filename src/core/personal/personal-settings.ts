import { PASSKEY_PLACE } from "../access/access.ts";

/** How torrents are made personal, as the settings say. */
export interface PersonalSettings {
  /** BEP 12, tier by tier; addresses with the place of the passkey. */
  tiers: readonly (readonly string[])[];
  /** Address for the torrent's comment; null leaves the file's own. */
  comment: string | null;
  keepWebSeeds: boolean;
}

const MAX_URLS = 100;
const SCHEMES = /^(?:https?|udp|wss?):$/;
// What cannot stand in an address as it is, and would end it in somebody's eyes.
const NO_URL = /[\s\p{C}<>"\\^`]/u;

/**
 * Reads `announce_urls`: tiers separated by `|`, the addresses of a tier by `,` (in an address: `%7C`, `%2C`).
 * @returns the tiers, or a sentence that says what is wrong
 */
export function parseAnnounceUrls(text: string): { tiers: string[][] } | { problem: string } {
  const tiers = text.split("|").map((tier) => tier.split(",").map((url) => url.trim()));
  const urls = tiers.flat();
  if (urls.length > MAX_URLS) return { problem: `expected at most ${MAX_URLS} addresses, got ${urls.length}` };
  for (const [index, url] of urls.entries()) {
    const problem = addressProblem(url, [PASSKEY_PLACE], SCHEMES);
    if (problem !== null) return { problem: `address ${index + 1}: ${problem}` };
  }
  return { tiers };
}

/** What is wrong with a `comment_url`; null when nothing is. */
export function commentProblem(text: string): string | null {
  return addressProblem(text, ["{id}", "{info_hash}"], /^https?:$/);
}

/** True when the addresses need a passkey. */
export function needsPasskey({ tiers }: PersonalSettings): boolean {
  return tiers.some((tier) => tier.some((url) => url.includes(PASSKEY_PLACE)));
}

/** The tiers of one user. */
export function personalTiers({ tiers }: PersonalSettings, passkey: string): string[][] {
  return tiers.map((tier) => tier.map((url) => url.replaceAll(PASSKEY_PLACE, () => passkey)));
}

/** The comment of one torrent; null where the tracker's id is wanted and nobody knows it. */
export function commentOf(
  { comment }: PersonalSettings,
  torrent: { externalId: string | null; infoHash: string },
): string | null {
  if (comment === null || (comment.includes("{id}") && torrent.externalId === null)) return null;
  return comment
    .replaceAll("{id}", () => encodeURIComponent(torrent.externalId ?? ""))
    .replaceAll("{info_hash}", () => torrent.infoHash);
}

function addressProblem(url: string, places: readonly string[], schemes: RegExp): string | null {
  const filled = places.reduce((text, place) => text.replaceAll(place, "0123456789abcdef"), url);
  if (/[{}]/.test(filled)) return `expected no braces except those of ${places.join(" and ")}`;
  const parsed = NO_URL.test(filled) ? null : URL.parse(filled);
  if (!parsed || !schemes.test(parsed.protocol) || parsed.host === "") {
    return `expected a URL that starts with ${schemes.test("udp:") ? "http://, https://, udp://, ws:// or wss://" : "http:// or https://"}`;
  }
  return null;
}
