import { type LocalFile, PART_BYTES } from "../../src/core/verify/local-file.ts";

/** A file in memory for verification, read in parts of `part` bytes out of one buffer that is used again, now and then later. */
export function memoryFile(bytes: Uint8Array, part = 65_536, asynchronous = false): LocalFile & { passes: number } {
  const lent = new Uint8Array(Math.min(bytes.length, PART_BYTES));
  const file = {
    size: bytes.length,
    passes: 0,
    open() {
      file.passes++;
      const buffer = new Uint8Array(part);
      let at = 0;
      const next = (): Uint8Array | null => {
        if (at >= bytes.length) return null;
        const piece = bytes.subarray(at, at + part);
        buffer.set(piece);
        at += piece.length;
        return buffer.subarray(0, piece.length);
      };
      return { next: () => (asynchronous ? Promise.resolve().then(next) : next()), close: () => null };
    },
    slice(offset: number, length: number) {
      if (length > PART_BYTES) throw new RangeError(`a slice of ${length} bytes`);
      const part = lent.subarray(0, length);
      part.set(bytes.subarray(offset, offset + length));
      return part;
    },
  };
  return file;
}
