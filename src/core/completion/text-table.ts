import { Column } from "./column.ts";

/** Units of a text that are made a string at a time: all of them are arguments of one call. */
const PART = 4096;

/** A list of texts in one typed array, a byte a character where all of a text's are Latin, else two; lone surrogates stay. */
export class TextTable {
  private bytes = new Uint8Array(65_536);
  private used = 0;
  private readonly starts = new Column(Int32Array);

  /** @returns the text's number, counted from 0. @throws RangeError beyond 2 GiB of texts */
  push(text: string): number {
    const isWide = !LATIN.test(text);
    const start = this.used;
    this.reserve(1 + text.length * (isWide ? 2 : 1));
    this.bytes[this.used++] = isWide ? 1 : 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      this.bytes[this.used++] = unit;
      if (isWide) this.bytes[this.used++] = unit >>> 8;
    }
    this.starts.push(start);
    return this.starts.length - 1;
  }

  get length(): number {
    return this.starts.length;
  }

  at(index: number): string {
    const start = this.starts.at(index);
    const end = index + 1 < this.length ? this.starts.at(index + 1) : this.used;
    const units = this.bytes[start] === 1 ? this.wide(start + 1, end) : this.bytes.subarray(start + 1, end);
    let text = "";
    for (let at = 0; at < units.length; at += PART) {
      text += String.fromCharCode.apply(null, units.subarray(at, at + PART) as unknown as number[]);
    }
    return text;
  }

  private wide(start: number, end: number): Uint16Array {
    const units = new Uint16Array((end - start) / 2);
    for (let i = 0; i < units.length; i++) {
      const at = start + 2 * i;
      units[i] = (this.bytes[at] as number) | ((this.bytes[at + 1] as number) << 8);
    }
    return units;
  }

  private reserve(length: number): void {
    const needed = this.used + length;
    if (needed > 0x7fff_ffff) throw new RangeError("more than 2 GiB of names");
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is Latin-1 itself
const LATIN = /^[\x00-\xff]*$/;
