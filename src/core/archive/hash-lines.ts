import { isExternalId, MAX_EXTERNAL_ID } from "../content/external-id.ts";
import { hexToBytes } from "../hex.ts";
import { readInfoHash } from "../torrent/infohash.ts";
import { DEFAULT_LIMITS } from "../torrent/parse.ts";
import type { RejectionCode } from "../torrent/rejection.ts";

/** One line of a dump: `info_hash<TAB>torrent in hexadecimal[<TAB>the tracker's own id]`. */
export type HashLine =
  | { kind: "file"; name: string; bytes: Uint8Array; infoHash: Uint8Array; externalId?: string }
  | { kind: "rejected"; name: string; code: RejectionCode; message: string };

const LINE_FEED = 0x0a;
/** Longest line that is read: the largest torrent, a hash, an id. */
const MAX_LINE = 2 * DEFAULT_LIMITS.maxBytes + 1024;
/** How PostgreSQL writes the beginning of binary data: `\x`, and `\\x` in the text format of COPY. */
const BYTEA = /^\\{1,2}x/;
const FORM = "expected an info-hash, a tab and the torrent in hexadecimal digits";

/** True where a text begins as such a line does; no .torrent file does. */
export function looksLikeHashLines(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 80)).toString("latin1");
  return /^(?:\xef\xbb\xbf)?(?:\\{1,2}x)?(?:[0-9a-f]{40}|[0-9a-f]{64})\t/i.test(text);
}

/** Takes such lines apart as they come, one of them in memory at a time. */
export class HashLines {
  private held: Uint8Array[] = [];
  private length = 0;
  private number = 0;

  /** The lines that end in this chunk. */
  *push(chunk: Uint8Array): Generator<HashLine> {
    for (let start = 0; start < chunk.length; ) {
      const found = chunk.indexOf(LINE_FEED, start);
      const end = found < 0 ? chunk.length : found;
      this.hold(chunk.subarray(start, end));
      if (found >= 0) yield* this.take();
      start = end + 1;
    }
  }

  /** The last line, where no line feed ends it. */
  *finish(): Generator<HashLine> {
    if (this.length > 0) yield* this.take();
  }

  private hold(piece: Uint8Array): void {
    this.length += piece.length;
    if (this.length > MAX_LINE) this.held = [];
    else if (piece.length > 0) this.held.push(new Uint8Array(piece));
  }

  private *take(): Generator<HashLine> {
    const isTooLong = this.length > MAX_LINE;
    const line = Buffer.concat(this.held).toString("latin1").replace(/\r$/, "");
    this.held = [];
    this.length = 0;
    this.number++;
    // PowerShell and editors put a byte order mark in front.
    const text = this.number === 1 ? line.replace(/^\xef\xbb\xbf/, "") : line;
    const name = `line ${this.number}`;
    if (isTooLong) yield { kind: "rejected", name, code: "FILE_TOO_LARGE", message: `over ${MAX_LINE} characters` };
    // COPY ends its data so.
    else if (text !== "" && text !== "\\.") yield readLine(name, text);
  }
}

function readLine(name: string, text: string): HashLine {
  const rejected = (message: string) => ({ kind: "rejected", name, code: "INVALID_LINE", message }) as const;
  const [hash = "", data = "", id = "", ...more] = text.split("\t");
  const hex = hash.replace(BYTEA, "");
  const infoHash = readInfoHash(hex);
  if (!infoHash) return rejected(`${FORM}; the first column is not an info-hash`);
  const digits = data.replace(BYTEA, "");
  const bytes = digits === "" ? null : hexToBytes(digits, Math.floor(digits.length / 2));
  if (!bytes) return rejected(`${FORM}; the second column has an odd number of digits`);
  if (more.length > 0) return rejected(`${FORM}; there are ${more.length + 3} columns`);
  // NULL, as PostgreSQL and MySQL print it.
  if (id === "" || id === "\\N" || id === "NULL") return { kind: "file", name: hex.toLowerCase(), bytes, infoHash };
  const externalId = Buffer.from(id, "latin1").toString();
  if (!isExternalId(externalId))
    return rejected(`the third column is not an ID: expected up to ${MAX_EXTERNAL_ID} printable characters`);
  return { kind: "file", name: hex.toLowerCase(), bytes, infoHash, externalId };
}
