/** The torrent clients that are spoken to. */
export const CLIENT_KINDS = ["qbittorrent", "transmission", "deluge", "rtorrent"] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** What a client says of the data of one of its torrents; sizes in bytes. */
export interface TorrentState {
  /** `waiting` is the client's queue of whole torrents: as good as seeding. */
  phase: "stopped" | "checking" | "seeding" | "waiting" | "downloading" | "missing" | "error";
  size: number;
  /** What it does not hold, by the fields that do not lie: 0 is whole. */
  left: number;
  downloaded: number;
  /** In the client's words, empty where it complains of nothing. */
  problem: string;
}

/** A torrent that a client holds. Paths are the client's. */
export interface HeldTorrent {
  /** How the client names it. */
  id: string;
  /** Every info-hash that it is known by, in lower-case hexadecimal digits: v1, v2, v2 cut to 40 digits. */
  hashes: string[];
  name: string;
  /** The folder that the paths of `files` lie below. */
  folder: string;
  state: TorrentState;
}

/** A file of a torrent as the client names it on disk. */
export interface HeldFile {
  /** Below the torrent's folder, parts joined with `/`; bytes that are no UTF-8 as `decodePath` has them. */
  path: string;
  size: number;
  /** Whether the client holds all of it, as far as it has checked. */
  isWhole: boolean;
}

/** What a client must know of a torrent that it gets. */
export interface Addition {
  torrent: TorrentToAdd;
  /** The client's path of the folder that the content, or its root folder, lies in. */
  folder: string;
  /** Category, label or what the client has; empty for none. */
  category: string;
  /** Every piece was verified by us: the client need not read it again, where it can do without. */
  isVerified: boolean;
}

/** A .torrent, and what of it decides how a client takes it. */
export interface TorrentToAdd {
  bytes: Uint8Array;
  /** As in HeldTorrent; the first is how it is shown. */
  hashes: readonly string[];
  singleFile: boolean;
  pieceLength: number;
  pieceCount: number;
  files: readonly AddedFile[];
}

/** One file of a .torrent, in its order. */
export interface AddedFile {
  /** The parts of its path as they stand in the .torrent, the root folder first; bytes that are no UTF-8 as `decodePath` has them. */
  rawPath: readonly string[];
  size: number;
  isPadding: boolean;
  /** Seconds since 1970 of the local file that is to be linked; null where none is. */
  modifiedAt: number | null;
}

/**
 * One torrent client. Every method throws ReseederError: CLIENT_AWAY, CLIENT_LOGIN, CLIENT_REFUSED (this one torrent),
 * CLIENT_ANSWER (it answers what it never should).
 */
export interface TorrentClient {
  readonly kind: ClientKind;
  /** What it says it is, such as `qBittorrent 4.5.2`. */
  readonly title: string;
  /** Whether it can seed what we verified without reading it again. */
  readonly canTrust: boolean;
  /** The categories, tags or labels that adding with a category needs: one that is not there is made. */
  labelsFor(category: string): string[];
  /** Those of all that it has. */
  labels(): Promise<string[]>;
  /** Takes one away, unless a torrent has it. */
  removeLabel(label: string): Promise<void>;
  /** Every torrent that it holds. */
  list(): Promise<HeldTorrent[]>;
  /** The torrent with one of these info-hashes; null while it holds none. */
  find(hashes: readonly string[]): Promise<HeldTorrent | null>;
  /** Adds it stopped, to no temporary folder and not managed; resolves once the client lists it. */
  add(addition: Addition): Promise<HeldTorrent>;
  /**
   * The files of a torrent under the client's own names, in the torrent's order: with `torrent` below the folder that it
   * was added with, else below `held.folder`.
   */
  files(held: HeldTorrent, torrent?: TorrentToAdd): Promise<HeldFile[]>;
  /**
   * Called once the links are there: makes the client check the data, or take our word for it. Resolves with what it
   * then says; without a check of its own only after `start` does that count.
   */
  settle(held: HeldTorrent, addition: Addition): Promise<TorrentState>;
  /** Starts it, as it was added; only for what is whole, or what is meant to be downloaded. */
  start(held: HeldTorrent, addition: Addition): Promise<void>;
  stop(held: HeldTorrent): Promise<void>;
  /** Removes it and keeps its data; resolves once the client no longer lists it. One that it does not hold is no error. */
  remove(held: HeldTorrent): Promise<void>;
}

/** True when the client says that it holds all of a torrent. */
export function isWhole({ size, left }: TorrentState): boolean {
  return size > 0 && left === 0;
}
