const [QUOTE, OPEN_ARRAY, BACKSLASH, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT, ZERO] = [
  0x22, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x30,
];

/**
 * A JSON text with `0` in place of every object and array deeper than `depth`: what nobody reads need not become objects.
 * Overwrites `bytes` and answers their beginning. What is no JSON stays none, but for what is wrong in what is left out.
 */
export function shallowJson(bytes: Uint8Array, depth: number): Uint8Array {
  let level = 0;
  let end = 0;
  for (let at = 0; at < bytes.length; at++) {
    const from = at;
    const byte = bytes[at] as number;
    if (byte === QUOTE) at = endOfString(bytes, at);
    const isOpening = byte === OPEN_OBJECT || byte === OPEN_ARRAY;
    if (isOpening && ++level === depth + 1) bytes[end++] = ZERO;
    if (level <= depth) {
      bytes.copyWithin(end, from, at + 1);
      end += at + 1 - from;
    }
    if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) level--;
  }
  return bytes.subarray(0, end);
}

/** Where the string that begins at `start` has its last quote; the end of `bytes` where it has none. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length - 1;
}
