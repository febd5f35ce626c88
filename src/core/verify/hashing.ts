import type { Digest } from "../hashing/digests.ts";

/** A SHA-1 over bytes that come in parts. */
export interface RunningHash {
  /** Takes further bytes, which may be overwritten as soon as it returns. */
  update(bytes: Uint8Array): void;
  /** The digest, 20 bytes; the next `update` begins anew. */
  digest(): Uint8Array | Promise<Uint8Array>;
}

/** Who computes the hashes of pieces: the runtime, WebCrypto, or plain TypeScript. */
export interface PieceHashing {
  sha1(): RunningHash;
  /** SHA-256 of each 16 KiB of `data` (the last may be shorter), concatenated (BEP 52). `data` may be overwritten as soon as it returns. */
  leaves(data: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** For the nodes above the leaves. */
  sha256: Digest;
}
