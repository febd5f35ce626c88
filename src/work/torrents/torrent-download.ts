import { STATE } from "../../core/api/torrent-state.ts";
import { ReseederError } from "../../core/errors.ts";
import { TorrentFileNames } from "../../core/personal/torrent-file-name.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import type { Store } from "../../store/store.ts";
import { unknownTorrent } from "./find-torrent.ts";
import type { PersonalTorrents } from "./personal-torrents.ts";
import { TorrentBytes } from "./torrent-bytes.ts";

/** A .torrent as it would be handed out. */
export interface DownloadedTorrent {
  bytes: Uint8Array;
  fileName: string;
}

/**
 * Reads one torrent, whatever its state but withheld, from its places or the database, and makes it personal.
 * @returns null where its bytes lie nowhere any more, or are others
 * @throws ReseederError `NOT_FOUND` for an unknown id, `WITHHELD` for one that the list in force keeps back, `FAILED` where it cannot be made personal
 */
export async function downloadTorrent(
  store: Store,
  id: number,
  personal: PersonalTorrents | null,
): Promise<DownloadedTorrent | null> {
  const description = store.torrents.describe([id]).get(id);
  if (!description) throw unknownTorrent(id);
  const read = await new TorrentBytes(store.storedTorrents).read(description, store.locations.ofTorrents([id]));
  if ((store.torrents.stateBits(id) ?? 0) & STATE.WITHHELD) throw withheldTorrent(id);
  if (!read) return null;
  const bytes = personal ? personal.of(read, description) : read;
  if (!bytes) throw new ReseederError("FAILED", `Torrent ${id} could not be personalised; see the log`);
  const infoHash = shownInfoHash(description);
  return { bytes, fileName: new TorrentFileNames().next(description.name, description.externalId, infoHash) };
}

/** The error about a torrent that the list in force keeps back. */
function withheldTorrent(named: string | number): ReseederError {
  return new ReseederError("WITHHELD", `torrent ${named}: withheld by the tracker's list`);
}
