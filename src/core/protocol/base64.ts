const CODES = codes();

/** The bytes of base64 in ASCII (RFC 4648, section 4; padding may be left out); null for any other text. */
export function base64ToBytes(text: Uint8Array): Uint8Array | null {
  let end = text.length;
  while (end > 0 && text.length - end < 2 && text[end - 1] === 0x3d) end--;
  if (end % 4 === 1 || (end < text.length && text.length % 4 !== 0)) return null;
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < end; i++) {
    const unit = text[i] as number;
    const value = unit < 128 ? (CODES[unit] as number) : 255;
    if (value === 255) return null;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = bits >> held;
    }
  }
  return bytes;
}

function codes(): Uint8Array {
  const table = new Uint8Array(128).fill(255);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i;
  return table;
}
