/** One line, without its end; null for one that is longer than lines may be. */
export interface TextLine {
  /** From 1. */
  number: number;
  text: string | null;
}

/**
 * Cuts bytes that come in chunks into lines of UTF-8 text, whatever the chunks. Ends are LF or CR LF; a byte order mark is
 * dropped, broken UTF-8 becomes U+FFFD. Never more than one line and one chunk in memory.
 */
export class TextLines {
  private readonly decoder = new TextDecoder();
  private rest = "";
  /** True while what is left of a line that is too long goes by. */
  private skipping = false;
  private count = 0;

  /** @param maxLength of a line, in UTF-16 code units */
  constructor(private readonly maxLength: number) {}

  /** The lines that end in the next chunk. */
  *push(chunk: Uint8Array): Generator<TextLine, void> {
    yield* this.cut(this.decoder.decode(chunk, { stream: true }));
  }

  /** The last line, where no line end follows it. */
  *end(): Generator<TextLine, void> {
    yield* this.cut(this.decoder.decode());
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
