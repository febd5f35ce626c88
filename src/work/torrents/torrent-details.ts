import type { ShownTorrent } from "../../core/api/torrent-json.ts";
import { contentSignature, fullPath } from "../../core/content/content-signature.ts";
import type { Store } from "../../store/store.ts";
import { unknownTorrent } from "./find-torrent.ts";

/**
 * Everything about a torrent.
 * @param page which of its files
 * @throws ReseederError `NOT_FOUND`
 */
export function showTorrent(store: Store, id: number, page: { offset: number; limit: number }): ShownTorrent {
  return store.read(() => {
    const details = store.torrentList.details(id);
    if (!details) throw unknownTorrent(id);
    const files = store.torrents.files(id);
    const { name } = details;
    return {
      ...details,
      locations: store.locations.ofTorrents([id]).map(({ path }) => path),
      contentSignature: details.infoHashV1 && contentSignature(name, files),
      filesTotal: files.length,
      files: files
        .slice(page.offset, page.offset + page.limit)
        .map(({ path, length, pad }) => ({ path: fullPath(name, path), size: length, pad })),
    };
  });
}
