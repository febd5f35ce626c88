/** One digest of whole bytes, written into `out` (20 bytes of SHA-1, 32 of SHA-256). */
export type Digest = (bytes: Uint8Array, out: Uint8Array) => void;

/** The digests that BitTorrent uses (BEP 3, BEP 52); who calls says which program computes them. */
export interface Digests {
  sha1: Digest;
  sha256: Digest;
}
