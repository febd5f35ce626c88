import { bytesToHex } from "../../core/hex.ts";
import type { Library } from "../library/library.ts";
import type { MatchedFile } from "../match-result.ts";
import type { FoundTorrent } from "./match-event.ts";
import type { VerifiedTorrent } from "./verify-wave.ts";

/** A verified torrent as it is told of; a verdict of `none` is told otherwise. */
export function foundTorrent(torrent: VerifiedTorrent, remembered: boolean, library: Library): FoundTorrent {
  const { gathered, metainfo, bytes, verdict } = torrent;
  const { infoHashV1, infoHashV2 } = metainfo;
  const files: MatchedFile[] = [];
  for (const [index, { pad, symlink, length }] of metainfo.files.entries()) {
    if (pad || symlink) continue;
    const local = verdict.sources[index] ?? null;
    files.push({
      index,
      size: length,
      path: local === null ? null : library.path(local),
      whole: verdict.whole[index] ?? false,
      stat: local === null ? null : library.stat(local),
    });
  }
  return {
    torrent: {
      metainfo,
      bytes,
      infoHashV1: infoHashV1 && bytesToHex(infoHashV1),
      infoHashV2: infoHashV2 && bytesToHex(infoHashV2),
    },
    status: verdict.status === "none" ? "near" : verdict.status,
    seeders: gathered.seeders,
    files,
    reason: verdict.reason,
    infoHash: gathered.infoHash,
    verdict,
    torrentId: gathered.torrentId,
    remembered,
    stripped: gathered.stripped,
    source: gathered.source.name,
  };
}
