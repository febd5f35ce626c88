import type { TorrentFile } from "./metainfo.ts";
import { TorrentError } from "./torrent-error.ts";

/**
 * Checks that the two halves of a hybrid torrent (BEP 52) describe the same bytes: same files in the same order, and
 * v1 padding that fills exactly up to the next whole piece. Copies each pieces root to the v1 file, which is the
 * list to go on with. Throws HYBRID_MISMATCH or HYBRID_ALIGNMENT.
 */
export function joinHybrid(v1: TorrentFile[], v2: TorrentFile[], pieceLength: number): void {
  let next = 0;
  for (const [index, file] of v1.entries()) {
    if (file.pad) {
      const gap = (pieceLength - (file.offset % pieceLength)) % pieceLength;
      if (file.length !== gap) {
        throw new TorrentError("HYBRID_ALIGNMENT", `info.files[${index}] pads ${file.length} bytes instead of ${gap}`);
      }
      continue;
    }
    const twin = v2[next++];
    if (twin === undefined) throw new TorrentError("HYBRID_MISMATCH", `info.files[${index}] is not in info.file tree`);
    const fault =
      file.length !== twin.length
        ? `has ${file.length} bytes there and ${twin.length} in info.file tree`
        : file.symlink !== twin.symlink
          ? "is a symbolic link in only one of them"
          : file.path.length === twin.path.length && file.path.every((part, i) => part === twin.path[i])
            ? null
            : "has a different path in info.file tree";
    if (fault !== null) throw new TorrentError("HYBRID_MISMATCH", `info.files[${index}] ${fault}`);
    if (file.length > 0 && file.offset !== twin.offset) {
      throw new TorrentError(
        "HYBRID_ALIGNMENT",
        `info.files[${index}] starts at byte ${file.offset}, v2 needs ${twin.offset}`,
      );
    }
    if (twin.root !== undefined) file.root = twin.root;
  }
  if (next < v2.length) {
    throw new TorrentError("HYBRID_MISMATCH", `info.file tree has ${v2.length} files, the v1 part has ${next}`);
  }
}
