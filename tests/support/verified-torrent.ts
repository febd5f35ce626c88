import { statSync } from "node:fs";
import type { Addition, TorrentToAdd } from "../../src/client/clients/client.ts";
import { bytesToHex } from "../../src/core/hex.ts";
import { parseMetainfo } from "../../src/core/torrent/parse.ts";

/** A .torrent as the client adapters take it; `localFiles` are those of its real files, in their order. */
export function torrentToAdd(bytes: Uint8Array, localFiles: readonly (string | null)[] = []): TorrentToAdd {
  const metainfo = parseMetainfo(bytes);
  const { infoHashV1, infoHashV2, singleFile, pieceLength, pieceCount } = metainfo;
  const v2 = infoHashV2 ? bytesToHex(infoHashV2) : null;
  const local = [...localFiles];
  return {
    bytes,
    hashes: [...(infoHashV1 ? [bytesToHex(infoHashV1)] : []), ...(v2 ? [v2, v2.slice(0, 40)] : [])],
    singleFile,
    pieceLength,
    pieceCount,
    files: metainfo.files.map((file) => {
      const path = file.pad ? null : (local.shift() ?? null);
      return {
        rawPath: singleFile ? [metainfo.name] : [metainfo.name, ...file.path],
        size: file.length,
        isPadding: file.pad,
        modifiedAt: path === null ? null : Math.floor(statSync(path).mtimeMs / 1000),
      };
    }),
  };
}

/** An addition to `folder` that is to be checked by the client, unless `isVerified`. */
export function addition(torrent: TorrentToAdd, folder: string, isVerified = false): Addition {
  return { torrent, folder, category: "reseed", isVerified };
}
