import { rawPaths } from "../../core/torrent/raw-paths.ts";
import type { TorrentToAdd } from "../clients/client.ts";
import type { MatchResult } from "../match-result.ts";

const NANOSECONDS = 1_000_000_000n;

/** A verified torrent as the client adapters take it. */
export function torrentToAdd({ torrent, files }: MatchResult): TorrentToAdd {
  const { metainfo, bytes, infoHashV1, infoHashV2 } = torrent;
  const paths = rawPaths(bytes, metainfo);
  const stats = new Map(files.map(({ index, stat }) => [index, stat]));
  return {
    bytes,
    hashes: hashesOf(infoHashV1, infoHashV2),
    singleFile: metainfo.singleFile,
    pieceLength: metainfo.pieceLength,
    pieceCount: metainfo.pieceCount,
    files: metainfo.files.map((file, index) => {
      const stat = stats.get(index);
      return {
        rawPath: paths[index] ?? [],
        size: file.length,
        isPadding: file.pad,
        modifiedAt: stat ? Number(stat.mtimeNs / NANOSECONDS) : null,
      };
    }),
  };
}

/** Every info-hash that a client may know a torrent by: v1, v2 and v2 cut to 40 digits (BEP 52). */
export function hashesOf(infoHashV1: string | null, infoHashV2: string | null): string[] {
  return [...(infoHashV1 ? [infoHashV1] : []), ...(infoHashV2 ? [infoHashV2, infoHashV2.slice(0, 40)] : [])];
}
