import { redact } from "../redact.ts";
import { BencodeReader } from "../torrent/bencode.ts";
import type { ByteRange } from "../torrent/metainfo.ts";
import { readOuter } from "../torrent/outer.ts";
import { DEFAULT_LIMITS } from "../torrent/parse.ts";
import { TorrentError } from "../torrent/torrent-error.ts";
import { holdsRandomWord } from "./looks-random.ts";

/** What a user's copy of a torrent gets. */
export interface Personal {
  /** BEP 12, tier by tier; at least one address. */
  tiers: readonly (readonly string[])[];
  /** Null leaves the file's own comment. */
  comment: string | null;
  /** Leave `url-list` and `httpseeds` where they hold no secret. */
  keepWebSeeds: boolean;
}

/** Copied byte for byte, whatever they hold. */
const RAW = new Set(["info", "piece layers"]);
const COMMENT = new Set(["comment", "comment.utf-8"]);
const WEB_SEEDS = new Set(["url-list", "httpseeds"]);
/** Other keys that clients and trackers define for everybody; strings or integers. */
const PLAIN = new Set([
  ...["created by", "created by.utf-8", "creation date", "encoding", "codepage"],
  ...["publisher", "publisher.utf-8", "publisher-url", "publisher-url.utf-8"],
]);
/** Longest value outside `info` that is looked through for secrets; a longer one is left out. */
const MAX_PLAIN = 16 * 1024;

/**
 * A .torrent with the trackers of one user in place of its own. `info` and `piece layers` are copied byte for byte; of
 * the rest only what is known to be meant for everybody stays, and only where it holds nothing that looks like a secret:
 * DHT nodes, resume data and whatever else a client wrote beside `info` go. Keys come out sorted (BEP 3).
 * @throws TorrentError for what is no torrent
 */
export function personalise(bytes: Uint8Array, { tiers, comment, keepWebSeeds }: Personal): Uint8Array {
  const kept = keptMembers(bytes, comment === null, keepWebSeeds);
  putTiers(kept, tiers);
  if (comment !== null) kept.set("comment", bencodeString(comment));
  return bencodeMembers(kept);
}

/**
 * A .torrent as the database may hold it: as `personalise` leaves it, with those of its own trackers whose address
 * cannot hold a passkey, and its web seeds.
 * @throws TorrentError for what is no torrent
 */
export function withoutSecrets(bytes: Uint8Array): Uint8Array {
  const kept = keptMembers(bytes, true, true);
  const { announce, tiers } = readOuter(readerOf(bytes));
  const lists = tiers.length > 0 ? tiers : announce ? [[announce]] : [];
  const shared = lists.map((tier) => tier.map((range) => latin1(bytes, range)).filter(isForEverybody));
  putTiers(
    kept,
    shared.filter((tier) => tier.length > 0),
  );
  return bencodeMembers(kept);
}

/** Longest part of a path, or value of a parameter, that is too short for a passkey; those that trackers make have 16 or more. */
const MAX_PLAIN_PART = 15;

function isForEverybody(url: string): boolean {
  if (/[^\x21-\x7e]/.test(url) || UUID.test(url) || redact(url) !== url) return false;
  const parsed = URL.parse(url);
  if (parsed?.username !== "" || parsed.password !== "" || parsed.hash !== "") return false;
  const parts = `${parsed.pathname}${parsed.search}`.split(/[/?&=;]/);
  return parts.every((part) => part.length <= MAX_PLAIN_PART);
}

function readerOf(bytes: Uint8Array): BencodeReader {
  return new BencodeReader(bytes, DEFAULT_LIMITS.maxDepth, DEFAULT_LIMITS.maxTokens);
}

function keptMembers(bytes: Uint8Array, keepComment: boolean, keepWebSeeds: boolean): Map<string, Uint8Array> {
  const reader = readerOf(bytes);
  const kept = new Map<string, Uint8Array>();
  for (const { key, value } of topLevel(reader)) {
    if (kept.has(key)) {
      if (RAW.has(key)) throw new TorrentError("DUPLICATE_KEY", `${key} appears more than once`);
      continue;
    }
    const stays =
      RAW.has(key) ||
      (PLAIN.has(key) && isHarmless(reader, value, false)) ||
      (COMMENT.has(key) && keepComment && isHarmless(reader, value, false)) ||
      (WEB_SEEDS.has(key) && keepWebSeeds && isHarmless(reader, value, true));
    if (stays) kept.set(key, bytes.subarray(value.start, value.end));
  }
  if (!kept.has("info")) throw new TorrentError("INFO_MISSING", "the file has no info dictionary");
  return kept;
}

function putTiers(kept: Map<string, Uint8Array>, tiers: readonly (readonly string[])[]): void {
  const [first] = tiers.flat();
  if (first !== undefined) kept.set("announce", bencodeString(first));
  if (tiers.flat().length > 1) kept.set("announce-list", bencodeTiers(tiers));
}

function bencodeMembers(kept: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from("d")];
  for (const key of [...kept.keys()].sort()) parts.push(bencodeString(key), kept.get(key) as Uint8Array);
  parts.push(Buffer.from("e"));
  return Buffer.concat(parts);
}

/** The members of the outermost dictionary; all keys that matter are ASCII. */
function topLevel(reader: BencodeReader): { key: string; value: ByteRange }[] {
  const { bytes } = reader;
  if (!reader.atDict) throw new TorrentError("NOT_A_TORRENT", "the file does not start with a dictionary");
  const members: { key: string; value: ByteRange }[] = [];
  reader.enter();
  while (!reader.leave()) {
    reader.key();
    const key = reader.end - reader.start > 40 ? "" : latin1(bytes, reader);
    const start = reader.pos;
    reader.skip();
    members.push({ key, value: { start, end: reader.pos } });
  }
  return members;
}

/** True for an integer or a string without a secret in it; with `lists`, for a list of such strings too. */
function isHarmless(reader: BencodeReader, { start, end }: ByteRange, lists: boolean): boolean {
  if (end - start > MAX_PLAIN) return false;
  reader.revisit(start);
  if (reader.atInt) return true;
  if (reader.atString) return isHarmlessString(reader);
  if (!lists || !reader.atList) return false;
  reader.enter();
  while (!reader.leave()) if (!reader.atString || !isHarmlessString(reader)) return false;
  return true;
}

/** Some trackers make passkeys like this; in a log it would be anything, beside `info` it is not worth the risk. */
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/** A string with a zero byte may be UTF-16, in which nothing would be found. */
function isHarmlessString(reader: BencodeReader): boolean {
  reader.string();
  const text = latin1(reader.bytes, reader);
  return !text.includes("\0") && !UUID.test(text) && !holdsRandomWord(text) && redact(text) === text;
}

function latin1({ buffer, byteOffset }: Uint8Array, { start, end }: ByteRange): string {
  return Buffer.from(buffer, byteOffset + start, end - start).toString("latin1");
}

function bencodeString(text: string): Uint8Array {
  return Buffer.from(`${Buffer.byteLength(text)}:${text}`);
}

function bencodeTiers(tiers: readonly (readonly string[])[]): Uint8Array {
  const strings = (tier: readonly string[]) => tier.map((url) => `${Buffer.byteLength(url)}:${url}`).join("");
  return Buffer.from(`l${tiers.map((tier) => `l${strings(tier)}e`).join("")}e`);
}
