import type { Digests } from "./digests.ts";
import { Sha1 } from "./sha1.ts";
import { Sha256 } from "./sha256.ts";

/** The digests in plain TypeScript, for where nothing else computes them: a page that came without TLS has no WebCrypto. */
export const plainDigests: Digests = {
  sha1: (bytes, out) => out.set(new Sha1().update(bytes).digest()),
  sha256: (bytes, out) => out.set(new Sha256().update(bytes).digest()),
};
