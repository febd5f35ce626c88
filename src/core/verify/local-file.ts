/** One pass over a file, from its first byte to its last. */
export interface ByteRun {
  /** The next bytes, valid until the next call; null at the end. Throws or rejects where they cannot be read. */
  next(): Uint8Array | null | Promise<Uint8Array | null>;
  /** Ends the pass, whether or not it came to the end; says what is wrong, such as a file that changed meanwhile, else null. */
  close(): string | null | Promise<string | null>;
}

/** A user's file as verification reads it: of a disk, of a page's `File`, of a test. */
export interface LocalFile {
  /** Bytes. */
  size: number;
  /** Begins a pass. */
  open(): ByteRun | Promise<ByteRun>;
  /** `length` bytes from `offset` on: all of them, or it throws. They stay valid. */
  slice(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}
