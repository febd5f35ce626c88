import { isObject } from "../json-text.ts";
import { base64ToBytes } from "./base64.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { type MatchedTorrent, readTorrent } from "./matched-torrent.ts";

/** What an answer of phase 1 or 2 says beside its torrents. */
export interface AnswerEnd {
  /** More match than were sent: ask again with these excluded. */
  truncated: boolean;
  /** Entries that have not the form of the protocol. */
  malformed: number;
  /** Torrents that the server found and could not send. */
  skipped: number;
  /** Torrents that the server's rules hold back. */
  heldBack: number;
}

const [QUOTE, COMMA, COLON, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x2c, 0x3a, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d,
];
const ARRAY = ascii("[]");
const OBJECT = ascii("{}");
const ZERO = ascii("0");
const LIST_KEY = ascii('"matched_torrents"');
const FILE_KEY = ascii('"torrent_file"');
/** Bytes of what is no list of torrents, and of a torrent without its .torrent and what lies deeper. */
const MAX_OUTLINE = 256 * 1024;
const MAX_ENTRY = 256 * 1024;

/**
 * Reads an answer of the match protocol (docs/protocol.md, section 1) as it comes, one torrent at a time: an answer has
 * megabytes, most of them base64, and which file may be which, by the ten thousand. Of the text only what is read of one
 * entry is held at a time.
 */
export class AnswerReader {
  /** Objects and arrays that are open: 1 in the answer, 2 in its list, 3 in an entry of the list. */
  private level = 0;
  private isInString = false;
  private isEscaped = false;
  private isInList = false;
  private isInEntry = false;
  private isTruncated = false;
  /** The answer itself, with `[]` and `{}` for what it holds. */
  private readonly outline = new GrowingBytes(MAX_OUTLINE);
  /** The entry that is read, with 0 for its .torrent and for what it holds else. */
  private readonly entry = new GrowingBytes(MAX_ENTRY);
  private readonly file = new GrowingBytes();
  /** Takes the bytes that come; null for those that nobody reads. */
  private sink: GrowingBytes | null = this.outline;
  private commas = 0;
  private isEmpty = true;
  private taken = 0;

  /** @param maxTorrents what the handshake promised; a server that sends more is cut short */
  constructor(private readonly maxTorrents: number) {}

  /** Takes the next bytes, which may be overwritten afterwards, and yields the torrents that end in them. */
  *take(part: Uint8Array): Generator<MatchedTorrent> {
    let from = 0;
    const keep = (end: number) => {
      this.sink?.add(part.subarray(from, end));
      from = end;
    };
    for (let at = 0; at < part.length; at++) {
      if (this.isInString) {
        at = this.endOfString(part, at);
        if (at === part.length) break;
        this.isInString = false;
        if (this.sink !== this.file) continue;
        keep(at);
        from = at + 1;
        this.sink = this.entry;
        continue;
      }
      const byte = part[at] as number;
      if (this.isInList && this.level === 2 && byte !== CLOSE_ARRAY) this.note(byte);
      if (byte === QUOTE) {
        this.isInString = true;
        if (this.sink !== this.entry) continue;
        keep(at);
        if (!isValueOf(this.entry.value, FILE_KEY)) continue;
        this.entry.add(ZERO);
        this.file.clear();
        this.sink = this.file;
        from = at + 1;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        keep(at);
        this.open(byte);
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        keep(this.level <= 1 || (this.isInEntry && this.level === 3) ? at + 1 : at);
        from = at + 1;
        const torrent = this.close();
        if (torrent !== null) yield torrent;
      }
    }
    keep(part.length);
  }

  /** To be asked once all bytes have come; null where the answer has not the form of the protocol. */
  end(): AnswerEnd | null {
    const said = this.outline.isOver ? null : parsedOrNull(this.outline.value);
    if (!isObject(said) || said["status"] !== "ok" || !Array.isArray(said["matched_torrents"])) return null;
    const entries = this.isEmpty ? 0 : this.commas + 1;
    return {
      truncated: said["truncated"] === true || this.isTruncated,
      malformed: Math.max(0, Math.min(entries, this.maxTorrents) - this.taken),
      skipped: count(said["skipped_torrents"]),
      heldBack: count(said["held_back"]),
    };
  }

  /** Where the string that is open is closed; the length of the part where it goes on. Most bytes are in strings. */
  private endOfString(part: Uint8Array, start: number): number {
    const from = this.isEscaped ? start + 1 : start;
    this.isEscaped = false;
    for (let at = from; ; ) {
      const quote = part.indexOf(QUOTE as number, at);
      const end = quote < 0 ? part.length : quote;
      let slashes = 0;
      while (end - slashes > from && part[end - slashes - 1] === BACKSLASH) slashes++;
      const isEscaped = slashes % 2 === 1;
      if (quote < 0) this.isEscaped = isEscaped;
      if (quote < 0 || !isEscaped) return end;
      at = quote + 1;
    }
  }

  /** What stands between the entries of the list. */
  private note(byte: number): void {
    if (byte === COMMA) this.commas++;
    else if (byte > 0x20) this.isEmpty = false;
    if (this.commas === this.maxTorrents) this.isTruncated = true;
  }

  private open(byte: number): void {
    this.level++;
    if (this.level === 1) return;
    if (this.level === 2) {
      this.isInList = byte === OPEN_ARRAY && isValueOf(this.outline.value, LIST_KEY);
      this.outline.add(byte === OPEN_ARRAY ? ARRAY : OBJECT);
    }
    if (this.level === 3 && this.isInList) {
      this.isInEntry = byte === OPEN_OBJECT;
      this.entry.clear();
      this.file.clear();
    }
    if (this.level === 4 && this.isInEntry) this.entry.add(ZERO);
    this.sink = this.isInEntry && this.level === 3 ? this.entry : null;
  }

  private close(): MatchedTorrent | null {
    this.level--;
    if (this.level === 1) {
      this.isInList = false;
      this.sink = this.outline;
    }
    if (this.level === 3 && this.isInEntry) this.sink = this.entry;
    if (this.level !== 2 || !this.isInEntry) return null;
    this.isInEntry = false;
    this.sink = null;
    return this.isTruncated ? null : this.torrent();
  }

  private torrent(): MatchedTorrent | null {
    const said = this.entry.isOver ? null : parsedOrNull(this.entry.value);
    const torrent = isObject(said) ? readTorrent(said, this.decoded()) : null;
    if (torrent !== null) this.taken++;
    return torrent;
  }

  private decoded(): Uint8Array | null {
    const text = this.file.value;
    if (!text.includes(BACKSLASH as number)) return base64ToBytes(text);
    // `\/` and `\u002b`, as some servers write them.
    const plain = parsedOrNull(new Uint8Array([QUOTE as number, ...text, QUOTE as number]));
    return typeof plain === "string" ? base64ToBytes(new TextEncoder().encode(plain)) : null;
  }
}

/** True where a JSON text ends with `key` and a colon, so that the value of that member follows. */
function isValueOf(text: Uint8Array, key: Uint8Array): boolean {
  let end = beforeBlanks(text, text.length);
  if (text[end - 1] !== COLON) return false;
  end = beforeBlanks(text, end - 1);
  const start = end - key.length;
  if (start < 1 || !key.every((byte, i) => text[start + i] === byte)) return false;
  const before = text[beforeBlanks(text, start) - 1];
  return before === COMMA || before === OPEN_OBJECT;
}

function beforeBlanks(text: Uint8Array, end: number): number {
  let at = end;
  while (at > 0 && (text[at - 1] as number) <= 0x20) at--;
  return at;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function parsedOrNull(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return null;
  }
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
