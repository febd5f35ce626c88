import type { Digests } from "./digests.ts";

/** The digests as the runtime computes them; not for browsers, which have none that answer at once. */
export const nativeDigests: Digests = {
  sha1: (bytes, out) => {
    Bun.SHA1.hash(bytes, out);
  },
  sha256: (bytes, out) => {
    Bun.SHA256.hash(bytes, out);
  },
};

/** CRC-32 of whole bytes as the runtime computes it; not for browsers. */
export function nativeCrc32(bytes: Uint8Array): number {
  return Bun.hash.crc32(bytes);
}

/** SHA-1 of whole bytes, 20 bytes; not for browsers. */
export function sha1Of(bytes: Uint8Array): Uint8Array {
  const hash = new Uint8Array(20);
  nativeDigests.sha1(bytes, hash);
  return hash;
}

/** SHA-256 of whole bytes, 32 bytes; not for browsers. */
export function sha256Of(bytes: Uint8Array): Uint8Array {
  const hash = new Uint8Array(32);
  nativeDigests.sha256(bytes, hash);
  return hash;
}
