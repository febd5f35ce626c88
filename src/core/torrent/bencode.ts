import bencode from "bencode";
import { TorrentError } from "./torrent-error.ts";

const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const MINUS = 0x2d;
const D = 0x64;
const E = 0x65;
const I = 0x69;
const L = 0x6c;

const IN_LIST = 0;
const WANTS_KEY = 1;
const WANTS_VALUE = 2;

/** A value that bencoding can hold; strings are bytes, dictionaries plain objects with their keys as UTF-8. */
export type BencodeValue = number | Uint8Array | BencodeValue[] | { [key: string]: BencodeValue };

/**
 * A cursor over bencoded bytes (BEP 3) that never recurses, never allocates for what is not asked for, and
 * stops at `maxDepth` and `maxTokens`. Strings are handed out as positions: `start` and `end` of the last one read.
 * Every method throws TorrentError: TRUNCATED, SYNTAX, INTEGER_FORM, TOO_DEEP or TOO_MANY_TOKENS.
 */
export class BencodeReader {
  pos = 0;
  start = 0;
  end = 0;
  private depth = 0;
  private tokens = 0;
  private readonly states: number[] = [];

  constructor(
    readonly bytes: Uint8Array,
    private readonly maxDepth: number,
    private readonly maxTokens: number,
  ) {}

  /** True when the next value is a dictionary. */
  get atDict(): boolean {
    return this.bytes[this.pos] === D;
  }

  /** True when the next value is a list. */
  get atList(): boolean {
    return this.bytes[this.pos] === L;
  }

  /** True when the next value is an integer. */
  get atInt(): boolean {
    return this.bytes[this.pos] === I;
  }

  /** True when the next value is a string. */
  get atString(): boolean {
    const c = this.bytes[this.pos] as number;
    return c >= ZERO && c <= NINE;
  }

  /** Goes to a value that was walked over before, outside every list and dictionary; its values are counted anew. */
  revisit(pos: number): void {
    this.pos = pos;
    this.depth = 0;
    this.tokens = 0;
  }

  /** Steps into the list or dictionary at the cursor; the caller has looked that there is one. */
  enter(): void {
    this.descend();
    this.pos++;
  }

  /** True and one step out when the list or dictionary ends here. */
  leave(): boolean {
    if (this.bytes[this.pos] !== E) return false;
    this.spend(1);
    this.pos++;
    this.depth--;
    return true;
  }

  /** Reads the string at the cursor into `start` and `end`. */
  string(wanted = "a string"): void {
    this.spend(1);
    const { bytes } = this;
    let pos = this.pos;
    let c = bytes[pos] as number;
    if (!(c >= ZERO && c <= NINE)) throw this.unexpected(wanted);
    let length = c - ZERO;
    c = bytes[++pos] as number;
    while (c >= ZERO && c <= NINE && length <= bytes.length) {
      if (length === 0) throw new TorrentError("SYNTAX", `byte ${this.pos}: a string length with a leading zero`);
      length = length * 10 + (c - ZERO);
      c = bytes[++pos] as number;
    }
    if (pos >= bytes.length) throw this.truncated("the length of a string");
    if (c !== COLON && length <= bytes.length) {
      throw new TorrentError("SYNTAX", `byte ${pos}: expected ":" after a string length, found ${show(c)}`);
    }
    if (length > bytes.length - pos - 1) throw this.truncated(`a string that claims ${length} bytes or more`);
    this.start = pos + 1;
    this.end = pos + 1 + length;
    this.pos = this.end;
  }

  /** Reads the integer at the cursor; NaN when it is beyond ±(2^53−1), which only the caller can judge. */
  integer(): number {
    this.spend(1);
    const { bytes } = this;
    const from = this.pos;
    let pos = from + 1;
    const negative = bytes[pos] === MINUS;
    if (negative) pos++;
    const first = pos;
    let value = 0;
    let c = bytes[pos] as number;
    while (c >= ZERO && c <= NINE) {
      value = value * 10 + (c - ZERO);
      c = bytes[++pos] as number;
    }
    if (pos >= bytes.length) throw this.truncated("an integer");
    const digits = pos - first;
    const bad =
      c !== E
        ? show(c)
        : digits === 0
          ? "no digits"
          : bytes[first] !== ZERO
            ? ""
            : digits > 1
              ? "a leading zero"
              : negative
                ? "-0"
                : "";
    if (bad !== "") throw new TorrentError("INTEGER_FORM", `byte ${from}: an integer with ${bad}`);
    this.pos = pos + 1;
    if (value > Number.MAX_SAFE_INTEGER) return Number.NaN;
    return negative ? -value : value;
  }

  /** Steps over the whole value at the cursor, however deep, checking that it is well-formed. */
  skip(): void {
    const { bytes, states } = this;
    const base = this.depth;
    let state = IN_LIST;
    do {
      const c = bytes[this.pos] as number;
      if (c === E && this.depth > base) {
        if (state === WANTS_VALUE) throw new TorrentError("SYNTAX", `byte ${this.pos}: a key has no value`);
        this.spend(1);
        this.pos++;
        this.depth--;
        state = states[this.depth] as number;
        continue;
      }
      if (c >= ZERO && c <= NINE) this.string();
      else if (state === WANTS_KEY) throw this.unexpected("a key");
      else if (c === I) this.integer();
      else if (c !== L && c !== D) throw this.unexpected("a value");
      if (state !== IN_LIST) state = state === WANTS_KEY ? WANTS_VALUE : WANTS_KEY;
      if (c === L || c === D) {
        states[this.depth] = state;
        this.descend();
        this.pos++;
        state = c === D ? WANTS_KEY : IN_LIST;
      }
    } while (this.depth > base);
  }

  /** Reads a dictionary key into `start` and `end`; call it after `leave()` said no. */
  key(): void {
    this.string("a key");
  }

  /** True when the last string read is exactly the ASCII text `text`. */
  is(text: string): boolean {
    const { bytes, start } = this;
    if (this.end - start !== text.length) return false;
    for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** Counts `count` values against `maxTokens`; the end of a list or dictionary counts for one, as in libtorrent. */
  spend(count: number): void {
    this.tokens += count;
    if (this.tokens > this.maxTokens)
      throw new TorrentError("TOO_MANY_TOKENS", `byte ${this.pos}: over ${this.maxTokens} values`);
  }

  /** What the value at the cursor is, in words for an error; throws TRUNCATED or SYNTAX where there is none. */
  kind(): string {
    if (this.atDict) return "a dictionary";
    if (this.atList) return "a list";
    if (this.atInt) return "an integer";
    if (this.atString) return "a string";
    throw this.unexpected("a value");
  }

  private descend(): void {
    this.spend(1);
    if (++this.depth > this.maxDepth)
      throw new TorrentError("TOO_DEEP", `byte ${this.pos}: nested deeper than ${this.maxDepth} levels`);
  }

  private truncated(inside: string): TorrentError {
    return new TorrentError(
      "TRUNCATED",
      `the file ends at byte ${this.bytes.length}, inside ${inside} at byte ${this.pos}`,
    );
  }

  private unexpected(wanted: string): TorrentError {
    if (this.pos >= this.bytes.length) {
      return new TorrentError("TRUNCATED", `the file ends at byte ${this.bytes.length}, where ${wanted} is expected`);
    }
    return new TorrentError(
      "SYNTAX",
      `byte ${this.pos}: expected ${wanted}, found ${show(this.bytes[this.pos] as number)}`,
    );
  }
}

function show(byte: number): string {
  const text = byte > 0x20 && byte < 0x7f ? ` (${String.fromCharCode(byte)})` : "";
  return `byte 0x${byte.toString(16).padStart(2, "0")}${text}`;
}

/**
 * A whole value as objects, for what is small and wanted whole: 20 times slower than reading the fields wanted. The bytes
 * are walked first, as the package takes what is no bencoding and recurses without a limit; what follows the value is
 * left alone. A key that is no UTF-8 comes in hex, of keys that stand twice the last one counts, and an integer beyond
 * ±(2^53−1) is no safe one. Throws as BencodeReader.
 */
export function decodeValue(bytes: Uint8Array, limits: { maxDepth: number; maxTokens: number }): BencodeValue {
  const reader = new BencodeReader(bytes, limits.maxDepth, limits.maxTokens);
  reader.skip();
  return bencode.decode(bytes.subarray(0, reader.pos));
}

/** The bencoding of a whole value (BEP 3), the keys of dictionaries sorted; text goes in as UTF-8. */
export function encodeValue(value: Encodable): Uint8Array {
  return bencode.encode(value);
}

/** What can be encoded: as `BencodeValue`, and text. */
export type Encodable = BencodeValue | string | readonly Encodable[];
