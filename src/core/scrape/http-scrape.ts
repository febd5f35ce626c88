import { bytesToHex } from "../hex.ts";
import { BencodeReader } from "../torrent/bencode.ts";
import { TorrentError } from "../torrent/torrent-error.ts";
import { plausibleCount, type SwarmCount } from "./swarm-count.ts";
import { reasonText } from "./tracker-reason.ts";

/** What a tracker answers to a scrape: counts by info-hash in hex, or why it does not. */
export type ScrapeAnswer =
  /** An info-hash with null has counts that cannot be true. */
  { counts: Map<string, SwarmCount | null> } | { failure: string };

const MAX_DEPTH = 8;
const MAX_TOKENS = 200_000;

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
 * Reads the answer to a scrape (BEP 48). What is no such answer is a failure; unknown keys, `flags` among them, are
 * stepped over. A torrent that the tracker leaves out is not in `counts`.
 */
export function readScrapeAnswer(body: Uint8Array): ScrapeAnswer {
  try {
    return readAnswer(new BencodeReader(body, MAX_DEPTH, MAX_TOKENS));
  } catch (error) {
    if (error instanceof TorrentError) return { failure: `expected a bencoded response: ${error.message}` };
    throw error;
  }
}

function readAnswer(reader: BencodeReader): ScrapeAnswer {
  if (!reader.atDict) return { failure: `expected a bencoded dictionary, got ${reader.kind()}` };
  let counts: ReturnType<typeof readFiles> = null;
  let failure: string | null = null;
  reader.enter();
  while (!reader.leave()) {
    reader.key();
    if (reader.is("files") && reader.atDict) {
      counts = readFiles(reader);
      if (counts === null) return { failure: "the response has an invalid info-hash" };
    }
    // Some write it with a space, as BEP 3, some with a line.
    else if ((reader.is("failure reason") || reader.is("failure_reason")) && reader.atString) {
      reader.string();
      failure = reasonText(reader.bytes.subarray(reader.start, reader.end));
    } else reader.skip();
  }
  if (failure !== null) return { failure };
  return counts ? { counts } : { failure: "the response has no files" };
}

/** Null as soon as a key is no info-hash: then nothing can be said of torrents that seem to be left out. */
function readFiles(reader: BencodeReader): Map<string, SwarmCount | null> | null {
  const counts = new Map<string, SwarmCount | null>();
  reader.enter();
  while (!reader.leave()) {
    reader.key();
    const hash = infoHashOf(reader.bytes.subarray(reader.start, reader.end));
    if (hash === null || !reader.atDict) return null;
    counts.set(hash, readCount(reader));
  }
  return counts;
}

/**
 * The info-hash of a key in hex. bittorrent-tracker of npm (11.2) writes each byte as the UTF-8 of the character with
 * its number, so a key has up to 40 bytes.
 */
function infoHashOf(key: Uint8Array): string | null {
  if (key.length === 20) return bytesToHex(key);
  if (key.length > 40) return null;
  const text = new TextDecoder().decode(key);
  return /^[\0-\xff]{20}$/.test(text) ? Buffer.from(text, "latin1").toString("hex") : null;
}

function readCount(reader: BencodeReader): SwarmCount | null {
  let [seeders, leechers] = [Number.NaN, Number.NaN];
  reader.enter();
  while (!reader.leave()) {
    reader.key();
    if (reader.is("complete") && reader.atInt) seeders = reader.integer();
    else if (reader.is("incomplete") && reader.atInt) leechers = reader.integer();
    else reader.skip();
  }
  return plausibleCount(seeders, leechers);
}
