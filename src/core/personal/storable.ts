import { BencodeReader } from "../torrent/bencode.ts";
import { readOuter } from "../torrent/outer.ts";
import { DEFAULT_LIMITS } from "../torrent/parse.ts";
import { TorrentError } from "../torrent/torrent-error.ts";
import { withoutSecrets } from "./personalise.ts";

/**
 * A .torrent as the database may hold it, and where its `info` starts there.
 * @param strip takes out what belongs to one user alone; what comes of it is not believed unseen
 * @throws TorrentError for what is no torrent, and where its info-hash would change
 */
export function storable(bytes: Uint8Array, strip = withoutSecrets): { bytes: Uint8Array; infoOffset: number } {
  const stripped = strip(bytes);
  const info = infoOf(stripped);
  // The same bytes have the same info-hashes.
  if (Buffer.compare(infoOf(bytes), info) !== 0) {
    throw new TorrentError("SYNTAX", "its info dictionary would change if its trackers were removed");
  }
  return { bytes: stripped, infoOffset: info.byteOffset - stripped.byteOffset };
}

function infoOf(bytes: Uint8Array): Uint8Array {
  const { start, end } = readOuter(new BencodeReader(bytes, DEFAULT_LIMITS.maxDepth, DEFAULT_LIMITS.maxTokens)).info;
  return bytes.subarray(start, end);
}
