/** CRC-32 of each byte (ISO 3309, the polynomial of ZIP and gzip, its bits turned round). */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb8_8320 : sum >>> 1;
  return sum;
});

/** The CRC-32 of whole bytes in plain TypeScript, for where the runtime has none. */
export function plainCrc32(bytes: Uint8Array): number {
  let sum = 0xffff_ffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ (TABLE[(sum ^ byte) & 0xff] as number);
  return (sum ^ 0xffff_ffff) >>> 0;
}
