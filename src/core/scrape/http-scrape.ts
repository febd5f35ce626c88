import { bytesToHex } from "../hex.ts";
import { type BencodeValue, decodeValue } from "../torrent/bencode.ts";
import { TorrentError } from "../torrent/torrent-error.ts";
import { plausibleCount, type SwarmCount } from "./swarm-count.ts";
import { reasonText } from "./tracker-reason.ts";

/** What a tracker answers to a scrape: counts by info-hash in hex, or why it does not. */
export type ScrapeAnswer =
  /** An info-hash with null has counts that cannot be true. */
  { counts: Map<string, SwarmCount | null> } | { failure: string };

const LIMITS = { maxDepth: 8, maxTokens: 200_000 };
const HASH_BYTES = 20;

/**
 * The address of one scrape (BEP 48): `info_hash` once for each info-hash, every byte that is no letter or digit as `%XX`.
 * @param hashes 20 bytes each
 */
export function scrapeQuery(url: string, hashes: readonly Uint8Array[]): string {
  const query = hashes.map((hash) => `info_hash=${percentEncoded(hash)}`).join("&");
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

function percentEncoded(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    text += /[A-Za-z0-9]/.test(char) ? char : `%${byte.toString(16).padStart(2, "0").toUpperCase()}`;
  }
  return text;
}

/**
 * Reads the answer to a scrape (BEP 48). What is no such answer is a failure; unknown keys, `flags` among them, and what
 * follows the answer are left alone. A torrent that the tracker leaves out is not in `counts`.
 */
export function readScrapeAnswer(body: Uint8Array): ScrapeAnswer {
  try {
    return readAnswer(decodeValue(body, LIMITS));
  } catch (error) {
    if (error instanceof TorrentError) return { failure: `expected a bencoded response: ${error.message}` };
    throw error;
  }
}

function readAnswer(answer: BencodeValue): ScrapeAnswer {
  if (!isDictionary(answer)) return { failure: `expected a bencoded dictionary, got ${kindOf(answer)}` };
  // Some write it with a space, as BEP 3, some with a line.
  const failure = member(answer, "failure reason") ?? member(answer, "failure_reason");
  if (failure instanceof Uint8Array) return { failure: reasonText(failure) };
  const files = member(answer, "files");
  if (!isDictionary(files)) return { failure: "the response has no files" };
  const counts = new Map<string, SwarmCount | null>();
  for (const [key, count] of Object.entries(files)) {
    const hash = infoHashOf(key);
    // Then nothing can be said of torrents that seem to be left out.
    if (hash === null || !isDictionary(count)) {
      return { failure: "the response has an invalid info-hash" };
    }
    counts.set(hash, plausibleCount(numberIn(count, "complete"), numberIn(count, "incomplete")));
  }
  return { counts };
}

/**
 * The info-hash of a decoded key in hex, as which a key comes that is no UTF-8. bittorrent-tracker of npm (11.2) writes
 * each byte as the UTF-8 of the character with its number.
 */
function infoHashOf(key: string): string | null {
  if (/^[0-9a-f]{40}$/.test(key)) return key;
  if (/^[\0-\xff]{20}$/.test(key)) return Buffer.from(key, "latin1").toString("hex");
  const bytes = new TextEncoder().encode(key);
  if (bytes.length === HASH_BYTES) return bytesToHex(bytes);
  // Three bytes at the beginning of a key pass for a byte order mark.
  return bytes.length === HASH_BYTES - 3 ? `efbbbf${bytesToHex(bytes)}` : null;
}

type Dictionary = { [key: string]: BencodeValue };

function isDictionary(value: BencodeValue | undefined): value is Dictionary {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function kindOf(value: BencodeValue): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "number" ? "an integer" : "a string";
}

function numberIn(dictionary: Dictionary, key: string): number {
  const value = member(dictionary, key);
  return typeof value === "number" ? value : Number.NaN;
}

/** What a dictionary itself holds; a key `__proto__` gives it more than that. */
function member(dictionary: Dictionary, key: string): BencodeValue | undefined {
  return Object.hasOwn(dictionary, key) ? dictionary[key] : undefined;
}
