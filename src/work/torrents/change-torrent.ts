import { STATE, type TorrentState } from "../../core/api/torrent-state.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import type { IndexWriter } from "../../store/index/index-writer.ts";
import type { Store } from "../../store/store.ts";
import { findTorrent } from "./torrent-details.ts";

/** What an operator does to a torrent: `flag` takes it off offer until `unflag`, `remove` for good. */
export type TorrentChange = "flag" | "unflag" | "remove";

export interface ChangedTorrent {
  torrentId: number;
  infoHash: string;
  name: string;
  /** What it is now. */
  state: TorrentState;
  /** False when it was so already. */
  changed: boolean;
}

/**
 * Changes a torrent; whoever matches sees it from the next request on, in every process. Call inside a write transaction.
 * @param named as `findTorrent` takes it
 * @throws ReseederError `INVALID_REQUEST`, `NOT_FOUND`
 */
export function changeTorrent(store: Store, writer: IndexWriter, named: string, change: TorrentChange): ChangedTorrent {
  const torrentId = findTorrent(store, named);
  const changed =
    change === "remove"
      ? writer.remove(torrentId)
      : writer.changeState(torrentId, change === "flag" ? STATE.FLAGGED : 0, change === "flag" ? 0 : STATE.FLAGGED);
  const details = store.torrentList.details(torrentId);
  const infoHash = details ? shownInfoHash(details) : "";
  return { torrentId, infoHash, name: details?.name ?? "", state: details?.state ?? "removed", changed };
}
