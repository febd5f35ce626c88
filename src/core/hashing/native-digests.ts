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
