import type { PieceHashing } from "../../core/verify/hashing.ts";
import { plainHashing } from "../../core/verify/plain-hashing.ts";

const LEAF = 16 * 1024;

/**
 * The hashes of pieces in a browser. SHA-1 is ours everywhere: WebCrypto wants a whole piece at once and copies it, which
 * takes 32 MiB for a piece of 16. Leaves are small, so they go to WebCrypto, which a page has in a secure context only.
 */
export function webHashing(): PieceHashing {
  const subtle = globalThis.isSecureContext ? globalThis.crypto?.subtle : undefined;
  if (subtle === undefined) return plainHashing;
  return {
    ...plainHashing,
    async leaves(data) {
      const parts = Array.from({ length: Math.ceil(data.length / LEAF) }, (_, i) =>
        subtle.digest("SHA-256", data.slice(i * LEAF, (i + 1) * LEAF)),
      );
      const out = new Uint8Array(parts.length * 32);
      for (const [i, hash] of (await Promise.all(parts)).entries()) out.set(new Uint8Array(hash), i * 32);
      return out;
    },
  };
}
