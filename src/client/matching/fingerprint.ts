import { type Candidates, isReal, likeliest } from "../../core/completion/candidates.ts";
import type { Metainfo } from "../../core/torrent/metainfo.ts";
import type { Library } from "../library/library.ts";

/** Bumped when another version would come to another result from the same files. */
const RULES = 1;

/**
 * Stands for all local files that may be a torrent's, by device, inode, size and times: what was found of the torrent
 * holds as long as it is the same. 32 bytes. @param ownChanges of MatchState: a hard link that we made changes nothing
 */
export function fingerprintOf(
  metainfo: Metainfo,
  candidates: Candidates,
  library: Library,
  ownChanges: ReadonlyMap<string, bigint>,
): Uint8Array {
  const hash = new Bun.CryptoHasher("sha256").update(`rules ${RULES}\n`);
  for (const [i, file] of metainfo.files.entries()) {
    if (!isReal(file)) continue;
    const found = likeliest(candidates[i] ?? []).map(({ local }) => local);
    // Without one of its size, one of its name tells how far the size is off.
    const locals = found.length > 0 ? found : library.index.ofName(file.path.at(-1) ?? metainfo.name).slice(0, 16);
    hash.update(
      `${i}:${locals
        .map((local) => identity(library, local, ownChanges))
        .sort()
        .join(",")}\n`,
    );
  }
  return new Uint8Array(hash.digest());
}

function identity(library: Library, local: number, ownChanges: ReadonlyMap<string, bigint>): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = library.stat(local);
  const changed = ownChanges.get(`${dev}:${ino}:${ctimeNs}`) ?? ctimeNs;
  return `${dev}:${ino}:${size}:${mtimeNs}:${changed}`;
}
