import { STATE, type TorrentState } from "../../core/api/torrent-state.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import type { IndexWriter } from "../../store/index/index-writer.ts";
import type { Store } from "../../store/store.ts";
import { findTorrent } from "./find-torrent.ts";

/** What an operator does to a torrent: `flag` takes it off offer until `unflag`, `remove` until `unremove`. */
export type TorrentChange = "flag" | "unflag" | "remove" | "unremove";

/** Bits of the state that a change sets and clears; removing drops the stored bytes besides. */
const BITS = {
  flag: [STATE.FLAGGED, 0],
  unflag: [0, STATE.FLAGGED],
  unremove: [0, STATE.REMOVED],
} as const;

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
 * @param bareNumbers as there
 * @throws ReseederError `INVALID_REQUEST`, `NOT_FOUND`
 */
export function changeTorrent(
  store: Store,
  writer: IndexWriter,
  named: string,
  change: TorrentChange,
  bareNumbers: "taken" | "rejected" = "taken",
): ChangedTorrent {
  const torrentId = findTorrent(store, named, bareNumbers);
  const [set, clear] = change === "remove" ? [0, 0] : BITS[change];
  const changed = change === "remove" ? writer.remove(torrentId) : writer.changeState(torrentId, set, clear);
  const details = store.torrentList.details(torrentId);
  const infoHash = details ? shownInfoHash(details) : "";
  return { torrentId, infoHash, name: details?.name ?? "", state: details?.state ?? "removed", changed };
}
