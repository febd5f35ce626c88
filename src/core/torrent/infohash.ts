import { bytesToHex, hexToBytes } from "../hex.ts";
import type { ByteRange, Metainfo } from "./metainfo.ts";

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

/** An info-hash in hexadecimal digits of either case: 20 bytes (v1, or v2 cut to them) or 32; null for any other text. */
export function readInfoHash(text: string): Uint8Array | null {
  return hexToBytes(text, 20) ?? hexToBytes(text, 32);
}

/** The info-hash that a torrent goes by, in hexadecimal digits: 40 of v1 where it has one, else 64 of v2. */
export function shownInfoHash({ infoHashV1, infoHashV2 }: Pick<Metainfo, "infoHashV1" | "infoHashV2">): string {
  return bytesToHex(infoHashV1 ?? infoHashV2 ?? new Uint8Array());
}
