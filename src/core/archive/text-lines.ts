/** One line, without its end; null for one that is longer than lines may be. */
export interface TextLine {
  /** From 1. */
  number: number;
  text: string | null;
}

/**
 * Cuts bytes that come in chunks into lines of text, whatever the chunks: UTF-8, or UTF-16 where a byte order mark says
 * so. Ends are LF or CR LF; the mark is dropped, what is broken becomes U+FFFD. Never more than one line and one chunk in memory.
 */
export class TextLines {
  private decoder: TextDecoder | null = null;
  /** The first byte, until the second tells what they are. */
  private head: Uint8Array = new Uint8Array();
  private rest = "";
  /** True while what is left of a line that is too long goes by. */
  private skipping = false;
  private count = 0;

  /** @param maxLength of a line, in UTF-16 code units */
  constructor(private readonly maxLength: number) {}

  /** The lines that end in the next chunk. */
  *push(chunk: Uint8Array): Generator<TextLine, void> {
    let bytes: Uint8Array = chunk;
    if (!this.decoder) {
      bytes = new Uint8Array([...this.head, ...chunk.subarray(0, 2)]);
      if (bytes.length < 2) {
        this.head = bytes;
        return;
      }
      this.decoder = new TextDecoder(encodingOf(bytes));
      yield* this.cut(this.decoder.decode(bytes, { stream: true }));
      bytes = chunk.subarray(2);
    }
    yield* this.cut(this.decoder.decode(bytes, { stream: true }));
  }

  /** The last line, where no line end follows it. */
  *end(): Generator<TextLine, void> {
    yield* this.cut(this.decoder ? this.decoder.decode() : new TextDecoder().decode(this.head));
    if (this.skipping || this.rest !== "") yield this.line(this.rest);
  }

  private *cut(text: string): Generator<TextLine, void> {
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      yield this.line(this.rest + text.slice(start, end));
      start = end + 1;
    }
    this.rest += text.slice(start);
    if (this.rest.length > this.maxLength + 1) this.skipping = true;
    if (this.skipping) this.rest = "";
  }

  private line(text: string): TextLine {
    const plain = text.endsWith("\r") ? text.slice(0, -1) : text;
    const isTooLong = this.skipping || plain.length > this.maxLength;
    this.skipping = false;
    this.rest = "";
    return { number: ++this.count, text: isTooLong ? null : plain };
  }
}

/** By the mark of RFC 2781, section 3.2. */
function encodingOf([a, b]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (a === 0xff && b === 0xfe) return "utf-16le";
  return a === 0xfe && b === 0xff ? "utf-16be" : "utf-8";
}
