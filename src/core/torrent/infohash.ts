import type { ByteRange } from "./metainfo.ts";

export { readInfoHash, shownInfoHash } from "./info-hash-text.ts";

/** SHA-1 over a range of `bytes`, 20 bytes: the v1 info-hash over the raw `info` (BEP 3), or a hash over `pieces`. */
export function sha1(bytes: Uint8Array, range: ByteRange): Uint8Array {
  const hash = new Uint8Array(20);
  Bun.SHA1.hash(bytes.subarray(range.start, range.end), hash);
  return hash;
}

/** SHA-256 over a range of `bytes`, 32 bytes: the v2 info-hash over the raw `info` (BEP 52). */
export function sha256(bytes: Uint8Array, range: ByteRange): Uint8Array {
  const hash = new Uint8Array(32);
  Bun.SHA256.hash(bytes.subarray(range.start, range.end), hash);
  return hash;
}
