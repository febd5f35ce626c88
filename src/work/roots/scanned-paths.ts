import type { Store } from "../../store/store.ts";

/** A registered scan path and what was found below it. */
export interface ScannedPath {
  id: number;
  /** As in core/path-bytes.ts. */
  path: string;
  addedAt: number;
  /** End of the last scan that went through the whole of it, in Unix milliseconds. */
  scannedAt: number | null;
  /** .torrent files that were accepted. */
  torrents: number;
  rejected: number;
}

/** Every scan path in the order in which they were registered; counts all locations, so it is not for every second. */
export function scannedPaths(store: Store): ScannedPath[] {
  return store.read(() => {
    const counts = new Map(store.locations.countByRoot().map((row) => [row.rootId, row]));
    return store.roots.list().map(({ id, path, addedAt, scannedAt }) => {
      const { torrents, rejected } = counts.get(id) ?? { torrents: 0, rejected: 0 };
      return { id, path, addedAt, scannedAt, torrents, rejected };
    });
  });
}
