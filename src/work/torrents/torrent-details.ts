import type { ShownTorrent } from "../../core/api/torrent-json.ts";
import { contentSignature, fullPath } from "../../core/content/content-signature.ts";
import { ReseederError } from "../../core/errors.ts";
import { invalid, show } from "../../core/json-text.ts";
import { readInfoHash } from "../../core/torrent/infohash.ts";
import type { Store } from "../../store/store.ts";

/**
 * The id of the torrent that an operator names.
 * @param named an info-hash of 40 or 64 hexadecimal digits, or a torrent's id
 * @throws ReseederError `INVALID_REQUEST` for anything else, `NOT_FOUND` for what was never in the index
 */
export function findTorrent(store: Store, named: string): number {
  const infoHash = readInfoHash(named);
  const id = /^[1-9]\d{0,14}$/.test(named) ? Number(named) : null;
  if (!infoHash && id === null) {
    throw invalid(`info_hash: expected 40 or 64 hexadecimal digits or a torrent_id, got ${show(named)}`);
  }
  const found = infoHash
    ? store.torrentList.idOf(infoHash)
    : store.torrents.describe([id ?? 0]).has(id ?? 0)
      ? id
      : null;
  if (found === null) throw unknownTorrent(named);
  return found;
}

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

/** The error about a torrent that was never in the index. */
export function unknownTorrent(named: string | number): ReseederError {
  return new ReseederError("NOT_FOUND", `torrent ${named}: it was never in the index`, {
    hint: "`reseeder torrents list` finds it by --search or --external-id.",
  });
}
