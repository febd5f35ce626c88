/** Bytes that are gathered into one buffer, which is used again after `clear`. */
export class GrowingBytes {
  private bytes = new Uint8Array(1024);
  private used = 0;
  /** More than `most` were to be added; what is held is then of no use. */
  isOver = false;

  constructor(private readonly most = Number.POSITIVE_INFINITY) {}

  /** What is held; valid until the next call. */
  get value(): Uint8Array {
    return this.bytes.subarray(0, this.used);
  }

  add(part: Uint8Array): void {
    const length = this.used + part.length;
    this.isOver ||= length > this.most;
    if (this.isOver) return;
    if (length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.bytes.length * 2));
      larger.set(this.value);
      this.bytes = larger;
    }
    this.bytes.set(part, this.used);
    this.used = length;
  }

  clear(): void {
    this.used = 0;
    this.isOver = false;
    if (this.bytes.length > KEPT) this.bytes = new Uint8Array(1024);
  }
}

/** A buffer larger than this is not kept for what comes next. */
const KEPT = 1024 * 1024;
