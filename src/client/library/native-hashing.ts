import { nativeDigests } from "../../core/hashing/native-digests.ts";
import { leafHashes } from "../../core/torrent/merkle.ts";
import type { PieceHashing } from "../../core/verify/hashing.ts";

/** Hashing of pieces by the runtime. */
export const nativeHashing: PieceHashing = {
  sha1() {
    const hasher = new Bun.CryptoHasher("sha1");
    return {
      update: (bytes) => {
        hasher.update(bytes);
      },
      digest: () => hasher.digest(),
    };
  },
  leaves: (data) => leafHashes(data, nativeDigests.sha256),
  sha256: nativeDigests.sha256,
};
