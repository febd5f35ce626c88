import { plainDigests } from "../hashing/plain-digests.ts";
import { Sha1 } from "../hashing/sha1.ts";
import { leafHashes } from "../torrent/merkle.ts";
import type { PieceHashing } from "./hashing.ts";

/** Hashing of pieces in plain TypeScript, which works everywhere; SHA-256 is slow. */
export const plainHashing: PieceHashing = {
  sha1() {
    let running = new Sha1();
    return {
      update: (bytes) => {
        running.update(bytes);
      },
      digest: () => {
        const digest = running.digest();
        running = new Sha1();
        return digest;
      },
    };
  },
  leaves: (data) => leafHashes(data, plainDigests.sha256),
  sha256: plainDigests.sha256,
};
