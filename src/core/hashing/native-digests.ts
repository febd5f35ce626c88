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
