import { plainDigests } from "../../core/hashing/plain-digests.ts";
import type { PieceHashing, RunningHash } from "../../core/verify/hashing.ts";
import { plainHashing } from "../../core/verify/plain-hashing.ts";

/** Larger pieces are hashed as they come: WebCrypto wants all of one at once. */
const MAX_GATHERED = 16 * 1024 * 1024;
const LEAF = 16 * 1024;

/** WebCrypto, which a page has in a secure context only, for pieces that fit into memory; else plain TypeScript. */
export function webHashing(): PieceHashing {
  const subtle = globalThis.isSecureContext ? globalThis.crypto?.subtle : undefined;
  if (subtle === undefined) return plainHashing;
  return {
    sha1: () => gathering(subtle),
    async leaves(data) {
      const parts = Array.from({ length: Math.ceil(data.length / LEAF) }, (_, i) =>
        data.slice(i * LEAF, (i + 1) * LEAF),
      );
      const digests = await Promise.all(parts.map((part) => subtle.digest("SHA-256", part)));
      const out = new Uint8Array(digests.length * 32);
      for (const [i, digest] of digests.entries()) out.set(new Uint8Array(digest), i * 32);
      return out;
    },
    sha256: plainDigests.sha256,
  };
}

function gathering(subtle: SubtleCrypto): RunningHash {
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  let plain: RunningHash | null = null;
  return {
    update(bytes) {
      if (plain === null && length + bytes.length > MAX_GATHERED) {
        plain = plainHashing.sha1();
        for (const part of parts) plain.update(part);
        parts = [];
      }
      length += bytes.length;
      if (plain === null) parts.push(bytes.slice());
      else plain.update(bytes);
    },
    digest() {
      const finished = plain;
      const gathered = parts;
      const total = length;
      parts = [];
      length = 0;
      plain = null;
      if (finished !== null) return finished.digest();
      const [only] = gathered;
      const whole = gathered.length === 1 && only !== undefined ? only : new Uint8Array(total);
      if (gathered.length !== 1) {
        let at = 0;
        for (const part of gathered) {
          whole.set(part, at);
          at += part.length;
        }
      }
      return subtle.digest("SHA-1", whole).then((digest) => new Uint8Array(digest));
    },
  };
}
