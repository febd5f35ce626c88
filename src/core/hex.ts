/** Lower-case hexadecimal digits of bytes. */
export function bytesToHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** The bytes of a text of `length` × 2 hexadecimal digits of either case; null for any other text. */
export function hexToBytes(hex: string, length: number): Uint8Array | null {
  return hex.length === length * 2 && /^[0-9a-f]*$/i.test(hex) ? new Uint8Array(Buffer.from(hex, "hex")) : null;
}
