import { type BencodeValue, encodeValue } from "../../core/torrent/bencode.ts";
import type { TorrentToAdd } from "./client.ts";

/**
 * The .torrent with rTorrent's own note that all of it is there (`libtorrent_resume`): it then reads nothing, as long as
 * each file's time of modification is the one that stands there. Without one of them it is the .torrent as it was.
 */
export function withResumeData({ bytes, pieceLength, pieceCount, files }: TorrentToAdd): Uint8Array {
  const notes: BencodeValue[] = [];
  for (const { size, modifiedAt } of files) {
    if (modifiedAt === null) return bytes;
    notes.push({ completed: Math.ceil(size / pieceLength), mtime: modifiedAt, priority: 1 });
  }
  const resume = encodeValue({ libtorrent_resume: { bitfield: pieceCount, files: notes } });
  // Keys need no order for rTorrent, and the bytes of `info` stay where and what they are.
  return Buffer.concat([bytes.subarray(0, 1), resume.subarray(1, -1), bytes.subarray(1)]);
}
