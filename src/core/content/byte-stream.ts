/** Bytes from which on a copy is worth avoiding. */
const LARGE = 1024 * 1024;

/** Writes numbers, bytes and texts one after another; `ByteReader` reads them in the same order. */
export class ByteWriter {
  private buffer: Buffer;
  private length = 0;

  /** @param capacity bytes to start with; it grows as needed */
  constructor(capacity = 512) {
    this.buffer = Buffer.allocUnsafe(capacity);
  }

  /** LEB128 of a whole number from 0 to 2^53−1. */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest > 0x7fff_ffff) {
      this.buffer[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    // What is left fits the processor's integers, which are much faster.
    rest |= 0;
    while (rest >= 0x80) {
      this.buffer[this.length++] = rest | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.length++] = rest;
  }

  /** Any number, in eight bytes. */
  float(value: number): void {
    this.reserve(8);
    this.length = this.buffer.writeDoubleLE(value, this.length);
  }

  /** Bytes whose number the reader knows. */
  bytes(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
  }

  /** A well-formed text, from the character `from` on, with its length. */
  text(value: string, from = 0): void {
    if (this.ascii(value, from)) return;
    const rest = value.slice(from);
    const bytes = Buffer.byteLength(rest);
    this.varint(bytes);
    this.reserve(bytes);
    this.length += this.buffer.write(rest, this.length, "utf8");
  }

  /** Most texts are ASCII and short, and then calling the encoder takes longer than copying. */
  private ascii(value: string, from: number): boolean {
    const start = this.length;
    this.varint(value.length - from);
    this.reserve(value.length - from);
    for (let i = from; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) {
        this.length = start;
        return false;
      }
      this.buffer[this.length++] = unit;
    }
    return true;
  }

  /** Everything written, in a buffer of its own; nothing is to be written after that. */
  finish(): Uint8Array<ArrayBuffer> {
    const { buffer, byteOffset } = this.buffer;
    // Of a large one the rest is cut off without a copy; a small one may lie in memory that it shares.
    if (this.length > LARGE && byteOffset === 0) return new Uint8Array((buffer as ArrayBuffer).transfer(this.length));
    return new Uint8Array(this.buffer.subarray(0, this.length));
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const capacity = Math.max(this.buffer.length * 2, this.length + more);
    if (this.length > LARGE && this.buffer.byteOffset === 0) {
      this.buffer = Buffer.from((this.buffer.buffer as ArrayBuffer).transfer(capacity));
      return;
    }
    const larger = Buffer.allocUnsafe(capacity);
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}

/** Reads what a `ByteWriter` wrote; throws RangeError where the bytes end too early. */
export class ByteReader {
  private readonly buffer: Buffer;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** True when everything was read. */
  get isAtEnd(): boolean {
    return this.position >= this.buffer.length;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.buffer[this.position++];
      if (byte === undefined) throw new RangeError(`the bytes end inside a number at ${this.position}`);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  float(): number {
    this.position += 8;
    return this.buffer.readDoubleLE(this.position - 8);
  }

  /** A view of the next `length` bytes. */
  bytes(length: number): Buffer {
    const start = this.position;
    this.position += length;
    if (this.position > this.buffer.length) throw new RangeError(`the bytes end inside ${length} bytes at ${start}`);
    return this.buffer.subarray(start, this.position);
  }

  text(): string {
    const length = this.varint();
    const start = this.position;
    this.position += length;
    if (this.position > this.buffer.length) throw new RangeError(`the bytes end inside a text at ${start}`);
    return this.buffer.toString("utf8", start, this.position);
  }
}
