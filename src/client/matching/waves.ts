import { sharing } from "../../core/completion/sharing.ts";
import type { Library } from "../library/library.ts";
import type { Gathered } from "./gathered.ts";

/** Torrents that are verified together, so that a file which several of them want is read once. */
export type Wave = Gathered[];

/** What one wave may hold in memory, and content that is lost to a Ctrl-C. */
const MAX_TORRENT_BYTES = 16 * 1024 * 1024;
const MAX_FILES = 1_000;
const MAX_CONTENT_BYTES = 64 * 1024 * 1024 * 1024;

/**
 * Divides torrents into waves. Those that may share a file come into the same one where it has room; disks take turns,
 * so that each wave keeps all of them busy; and a disk is gone through in the order of its inodes.
 */
export function wavesOf(torrents: readonly Gathered[], library: Library): Wave[] {
  const groups = sharing(torrents, library.index.length);
  const place = (group: Gathered[]) => Math.min(...group.map((torrent) => rank.get(first(torrent)) ?? 0));
  const order = [...new Set(torrents.map(first))].filter((local) => local >= 0).sort(library.byPlace);
  const rank = new Map(order.map((local, at) => [local, at]));
  const disks = Map.groupBy(groups, (group) => {
    const local = first(group[0] as Gathered);
    return local < 0 ? -1 : library.device(local);
  });
  const queues = [...disks.values()].map((queue) => queue.sort((a, b) => place(b) - place(a)));
  const waves: Wave[] = [];
  let wave: Wave = [];
  let torrentBytes = 0;
  let contentBytes = 0;
  let files = 0;
  for (let i = 0; queues.some((queue) => queue.length > 0); i++) {
    const group = queues[i % queues.length]?.pop();
    for (const torrent of group ?? []) {
      const content = contentOf(torrent, library);
      const isFull =
        torrentBytes + torrent.length > MAX_TORRENT_BYTES ||
        contentBytes + content > MAX_CONTENT_BYTES ||
        files + torrent.files > MAX_FILES;
      if (wave.length > 0 && isFull) {
        waves.push(wave);
        wave = [];
        torrentBytes = 0;
        contentBytes = 0;
        files = 0;
      }
      wave.push(torrent);
      torrentBytes += torrent.length;
      contentBytes += content;
      files += torrent.files;
    }
  }
  if (wave.length > 0) waves.push(wave);
  return waves;
}

/** Bytes of the local files that may be a torrent's. */
function contentOf(torrent: Gathered, library: Library): number {
  return torrent.locals.reduce((sum, local) => sum + library.index.size(local), 0);
}

/** Bytes of the local files that may be one's of several torrents, each file once. */
export function contentOfAll(torrents: readonly Gathered[], { index }: Library): number {
  const isSeen = new Uint8Array(index.length);
  let bytes = 0;
  for (const { locals } of torrents) {
    for (const local of locals) {
      if (isSeen[local] === 0) bytes += index.size(local);
      isSeen[local] = 1;
    }
  }
  return bytes;
}

function first(torrent: Gathered): number {
  return torrent.locals[0] ?? -1;
}
