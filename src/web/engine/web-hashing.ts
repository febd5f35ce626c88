import { plainDigests } from "../../core/hashing/plain-digests.ts";
import type { PieceHashing, RunningHash } from "../../core/verify/hashing.ts";
import { plainHashing } from "../../core/verify/plain-hashing.ts";

/** Hashing of pieces that may lag behind the reading. */
export interface PageHashing extends PieceHashing {
  /** Resolves when so little waits to be hashed that reading may go on; undefined where it may at once. */
  backlog(): Promise<void> | undefined;
}

/** Larger pieces are hashed as they come: WebCrypto wants all of one at once, and copies it. */
const MAX_GATHERED = 16 * 1024 * 1024;
/** Bytes that may wait in WebCrypto while more are read. */
const MAX_WAITING = 8 * 1024 * 1024;
const LEAF = 16 * 1024;

/** WebCrypto, which a page has in a secure context only, for pieces that fit into memory; else plain TypeScript. */
export function webHashing(): PageHashing {
  const subtle = globalThis.isSecureContext ? globalThis.crypto?.subtle : undefined;
  if (subtle === undefined) return { ...plainHashing, backlog: () => undefined };
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const digest = (algorithm: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
    const { length } = bytes;
    waiting += length;
    const done = subtle.digest(algorithm, bytes).then((hash) => {
      waiting -= length;
      return new Uint8Array(hash);
    });
    last = done;
    return done;
  };
  return {
    sha1: () => gathering((bytes) => digest("SHA-1", bytes)),
    async leaves(data) {
      const count = Math.ceil(data.length / LEAF);
      const parts = Array.from({ length: count }, (_, i) => data.slice(i * LEAF, (i + 1) * LEAF));
      const out = new Uint8Array(count * 32);
      for (const [i, hash] of (await Promise.all(parts.map((part) => digest("SHA-256", part)))).entries()) {
        out.set(hash, i * 32);
      }
      return out;
    },
    sha256: plainDigests.sha256,
    backlog: () => (waiting > MAX_WAITING ? last.then(() => {}) : undefined),
  };
}

/** A hash of whole pieces, gathered in one buffer that is used again: WebCrypto takes a copy of it at once. */
function gathering(digestOf: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>): RunningHash {
  let buffer = new Uint8Array(LEAF);
  let length = 0;
  let plain: RunningHash | null = null;
  return {
    update(bytes) {
      if (plain === null && length + bytes.length > MAX_GATHERED) {
        plain = plainHashing.sha1();
        plain.update(buffer.subarray(0, length));
      }
      if (plain !== null) return plain.update(bytes);
      if (length + bytes.length > buffer.length) {
        const larger = new Uint8Array(Math.min(MAX_GATHERED, Math.max(buffer.length * 2, length + bytes.length)));
        larger.set(buffer.subarray(0, length));
        buffer = larger;
      }
      buffer.set(bytes, length);
      length += bytes.length;
    },
    digest() {
      const [whole, finished] = [buffer.subarray(0, length), plain];
      length = 0;
      plain = null;
      return finished === null ? digestOf(whole) : finished.digest();
    },
  };
}
