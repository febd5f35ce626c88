const BLOCK = 64;

/** What SHA-1 and SHA-256 share (FIPS 180-4, section 5): blocks of 64 bytes, and an end that holds the length in bits. */
export abstract class BlockHash {
  private readonly rest = new Uint8Array(BLOCK);
  private readonly view = new DataView(this.rest.buffer);
  private length = 0;

  /** @param state the chaining value, big-endian words of 32 bits */
  protected constructor(protected readonly state: Int32Array) {}

  /** Takes one block of 64 bytes into `state`. */
  protected abstract compress(block: DataView, at: number): void;

  /** Takes further bytes. */
  update(bytes: Uint8Array): this {
    let at = 0;
    const held = this.length % BLOCK;
    this.length += bytes.length;
    if (held > 0) {
      at = Math.min(BLOCK - held, bytes.length);
      this.rest.set(bytes.subarray(0, at), held);
      if (held + at < BLOCK) return this;
      this.compress(this.view, 0);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.compress(view, at);
    this.rest.set(bytes.subarray(at));
    return this;
  }

  /** The digest of all bytes; nothing can be added afterwards. */
  digest(): Uint8Array {
    const { rest, view, length } = this;
    let held = length % BLOCK;
    rest[held++] = 0x80;
    if (held > BLOCK - 8) {
      rest.fill(0, held);
      this.compress(view, 0);
      held = 0;
    }
    rest.fill(0, held);
    view.setUint32(BLOCK - 8, Math.floor(length / 0x2000_0000));
    view.setUint32(BLOCK - 4, (length << 3) >>> 0);
    this.compress(view, 0);
    const out = new Uint8Array(this.state.length * 4);
    const words = new DataView(out.buffer);
    for (const [i, word] of this.state.entries()) words.setInt32(i * 4, word);
    return out;
  }
}
