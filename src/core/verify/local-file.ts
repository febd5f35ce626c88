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
  /** `length` bytes from `offset` on, at most PART_BYTES: all of them, or it throws. Valid until the file, or another of its disk, is read again. */
  slice(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** Bytes of a slice, in whole blocks of 16 KiB: a piece may have many times as many. */
export const PART_BYTES = 1024 * 1024;

/** Goes through `length` bytes from `offset` on, a slice at a time. */
export async function eachPart(
  file: LocalFile,
  offset: number,
  length: number,
  take: (part: Uint8Array) => unknown,
): Promise<void> {
  for (let done = 0; done < length; done += PART_BYTES) {
    await take(await file.slice(offset + done, Math.min(PART_BYTES, length - done)));
  }
}
