/** What a client says of one of its torrents. */
export interface ClientTorrent {
  /** Its pieces have been checked, and it is now seeding or downloading. */
  isSettled: boolean;
  isSeeding: boolean;
  /** Bytes it has, as checked by itself, and bytes still wanted. */
  valid: number;
  missing: number;
  /** Bytes it took from others. */
  downloaded: number;
  trackers: string[];
  /** A tracker has answered its announce. */
  hasAnnounced: boolean;
  /** What it complains of, if anything. */
  problem: string;
}

/** A torrent client that we did not write, in a process of its own. */
export interface TorrentClient extends AsyncDisposable {
  readonly version: string;
  /** Gives it a .torrent with the data in `folder`. */
  add(torrent: Uint8Array, folder: string): Promise<void>;
  /** @param infoHash v1, 40 hex; null while the client does not know it */
  torrent(infoHash: string): Promise<ClientTorrent | null>;
}
