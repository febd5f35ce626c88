import { baseName } from "../../src/core/content/names.ts";
import type { RequestedFile } from "../../src/core/match/match.ts";
import { type CorpusOptions, generateTorrent } from "../corpus.ts";

/**
 * A user's library: `count` files, half of them of the tracker's torrents, spread over it; the others have names and
 * sizes that no torrent has. The same for the same arguments.
 */
export function library(seed: number, tracker: CorpusOptions, count: number): Required<RequestedFile>[] {
  const files: Required<RequestedFile>[] = [];
  let state = seed * 2654435761;
  const next = (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state % limit;
  };
  while (files.length < count / 2) {
    const torrent = generateTorrent(seed, next(tracker.torrents), tracker);
    for (const { path, size } of torrent.files.slice(0, 4)) {
      if (files.length < count / 2) files.push({ name: baseName(path), size });
    }
  }
  for (let i = files.length; i < count; i++) {
    files.push({ name: `unknown.file.${i}.mkv`, size: 1_000_000_007 + next(2_000_000_000) * 4 });
  }
  return files;
}
