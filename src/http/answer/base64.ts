/** The digits of RFC 4648, section 4. */
const DIGITS = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const PADDING = 0x3d;
/** The two digits of each 12 bits, in the order in which they lie in memory. */
const PAIRS = new Uint16Array(4096);
const pairBytes = new Uint8Array(PAIRS.buffer);
for (let value = 0; value < 4096; value++) {
  pairBytes[2 * value] = DIGITS[value >>> 6] as number;
  pairBytes[2 * value + 1] = DIGITS[value & 63] as number;
}

/**
 * Writes bytes in base64 into memory that is there already: a string of each would be garbage of four thirds of everything
 * that is sent, which the collector leaves lying for long. Padding comes where the number of bytes is no multiple of three.
 * @param into at least four thirds of the bytes from `at` on, and one byte more
 * @returns the position behind what was written
 */
export function writeBase64(bytes: Uint8Array, into: Uint8Array, at: number): number {
  if ((into.byteOffset + at) % 2 === 0) return writePairs(bytes, into, at);
  const end = writePairs(bytes, into, at + 1);
  into.copyWithin(at, at + 1, end);
  return end - 1;
}

/** Two digits at a time, which have to stand at an even place. */
function writePairs(bytes: Uint8Array, into: Uint8Array, at: number): number {
  const pairs = new Uint16Array(into.buffer, into.byteOffset + at, (into.length - at) >>> 1);
  const whole = bytes.length - (bytes.length % 3);
  let next = 0;
  for (let i = 0; i < whole; i += 3) {
    const b = bytes[i + 1] as number;
    pairs[next++] = PAIRS[((bytes[i] as number) << 4) | (b >>> 4)] as number;
    pairs[next++] = PAIRS[((b & 15) << 8) | (bytes[i + 2] as number)] as number;
  }
  let end = at + 2 * next;
  const left = bytes.length - whole;
  if (left > 0) {
    const a = bytes[whole] as number;
    const b = left === 2 ? (bytes[whole + 1] as number) : 0;
    into[end++] = DIGITS[a >>> 2] as number;
    into[end++] = DIGITS[((a & 3) << 4) | (b >>> 4)] as number;
    into[end++] = left === 2 ? (DIGITS[(b & 15) << 2] as number) : PADDING;
    into[end++] = PADDING;
  }
  return end;
}
