import { type Candidates, isReal, likeliest } from "../../core/completion/candidates.ts";
import type { Metainfo } from "../../core/torrent/metainfo.ts";
import type { MatchState } from "../../store/client/match-state.ts";
import { IDENTITY_BYTES, type Library } from "../library/library.ts";

/** Bumped when another version would come to another result from the same files. */
const RULES = 2;

/**
 * Stands for all local files that may be a torrent's, by device, inode, size and times: what was found of the torrent
 * holds as long as it is the same. 32 bytes. @param state knows which hard links we made: they change nothing
 */
export function fingerprintOf(
  metainfo: Metainfo,
  candidates: Candidates,
  library: Library,
  state: Pick<MatchState, "ctimeBefore">,
): Uint8Array {
  const identity = new Uint8Array(IDENTITY_BYTES);
  const view = new DataView(identity.buffer);
  const hash = new Bun.CryptoHasher("sha256").update(`rules ${RULES}\n`);
  for (const [i, file] of metainfo.files.entries()) {
    if (!isReal(file)) continue;
    const found = likeliest(candidates[i] ?? []).map(({ local }) => local);
    // Without one of its size, one of its name tells how far the size is off.
    const locals = found.length > 0 ? found : library.index.ofName(file.path.at(-1) ?? metainfo.name).slice(0, 16);
    hash.update(`${i}:${locals.length}\n`);
    for (const local of locals.sort(library.byPlace)) {
      const { dev, ino, ctimeNs } = library.stat(local);
      library.identify(local, view, state.ctimeBefore(dev, ino, ctimeNs));
      hash.update(identity);
    }
  }
  return new Uint8Array(hash.digest());
}
