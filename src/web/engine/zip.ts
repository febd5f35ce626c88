import { ZipWriter } from "../../core/archive/zip-writer.ts";
import { plainCrc32 } from "../../core/hashing/crc32.ts";
import { TorrentFileNames } from "../../core/personal/torrent-file-name.ts";
import { filePath } from "../../core/torrent/metainfo.ts";
import type { CheckedTorrent } from "./checked.ts";
import type { ChosenLibrary } from "./library.ts";

/** Where the files of one torrent lie, as `layout.json` says it. */
interface Layout {
  info_hash: string;
  name: string;
  status: string;
  torrent: string;
  files: { path: string; size: number; local: string | null; whole: boolean }[];
}

/** A ZIP of .torrents, with `layout.txt` and `layout.json`: where each file lies and where its torrent has it. */
export function zipOf(torrents: readonly CheckedTorrent[], library: ChosenLibrary): Uint8Array[] {
  const zip = new ZipWriter(plainCrc32);
  const names = new TorrentFileNames();
  const parts: Uint8Array[] = [];
  const layouts: Layout[] = [];
  for (const torrent of torrents) {
    const { infoHash, metainfo, bytes } = torrent.offer;
    const name = names.next(metainfo.name, null, infoHash);
    parts.push(...zip.add(name, bytes));
    layouts.push(layoutOf(torrent, name, library));
  }
  const encoder = new TextEncoder();
  parts.push(...zip.add("layout.txt", encoder.encode(layouts.map(asText).join("\r\n"))));
  const json = JSON.stringify({ version: 1, torrents: layouts }, null, 1);
  parts.push(...zip.add("layout.json", encoder.encode(`${json}\n`)), ...zip.finish());
  return parts;
}

function layoutOf({ offer, verdict }: CheckedTorrent, torrent: string, library: ChosenLibrary): Layout {
  const { infoHash, metainfo } = offer;
  const files = metainfo.files.flatMap((file, index) => {
    if (file.pad || file.symlink) return [];
    const local = verdict.sources[index] ?? null;
    const path = filePath(metainfo, file);
    const whole = verdict.whole[index] ?? false;
    return [{ path, size: file.length, local: local === null ? null : library.path(local), whole }];
  });
  return { info_hash: infoHash, name: metainfo.name, status: verdict.status, torrent, files };
}

/** What would end a line or turn its direction is shown as a sign. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

function asText({ torrent, status, files }: Layout): string {
  const lines = files.map(({ path, local }) => {
    if (local === null) return `  missing   ${plain(path)}`;
    const sameName = local.slice(local.lastIndexOf("/") + 1) === path.slice(path.lastIndexOf("/") + 1);
    return `  ${sameName ? "as it is  " : "renamed   "}${plain(path)}\r\n    is here ${plain(local)}`;
  });
  return `${torrent} (${status})\r\n${lines.join("\r\n")}\r\n`;
}
