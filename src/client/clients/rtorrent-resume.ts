import type { TorrentToAdd } from "./client.ts";

/**
 * The .torrent with rTorrent's own note that all of it is there (`libtorrent_resume`): it then reads nothing, as long as
 * each file's time of modification is the one that stands there. Without one of them it is the .torrent as it was.
 */
export function withResumeData({ bytes, pieceLength, pieceCount, files }: TorrentToAdd): Uint8Array {
  const notes: string[] = [];
  for (const { size, modifiedAt } of files) {
    if (modifiedAt === null) return bytes;
    notes.push(`d9:completedi${Math.ceil(size / pieceLength)}e5:mtimei${modifiedAt}e8:priorityi1ee`);
  }
  const resume = `17:libtorrent_resumed8:bitfieldi${pieceCount}e5:filesl${notes.join("")}ee`;
  // Keys need no order for rTorrent, and the bytes of `info` stay where and what they are.
  return Buffer.concat([bytes.subarray(0, 1), Buffer.from(resume), bytes.subarray(1)]);
}
