import type { TorrentClient } from "../clients/client.ts";
import type { CopyBudget, MadeBytes } from "./make-links.ts";
import type { PathPair } from "./path-map.ts";

/** Where a torrent is to go. */
export interface Destination {
  client: TorrentClient;
  /** As `--client` takes it. */
  address: string;
  pairs: readonly PathPair[];
}

/** What became of one torrent. */
export interface HandoverOutcome {
  status: "seeding" | "downloading" | "left out";
  /** Title of the client that has it; null where none has. */
  client: string | null;
  /** Its folder of links, which is gone again where the torrent was left out. */
  folder: string;
  made: MadeBytes;
  /** Bytes that the client had downloaded when it was last looked at. */
  downloaded: number;
  /** The client read nothing again. */
  isTrusted: boolean;
  /** This client does not take it, another may. */
  isRefused: boolean;
  /** Why it was left out; null for the others. */
  reason: string | null;
}

export interface HandoverOptions {
  /** Folders of links, the most wanted first. */
  roots: readonly string[];
  category: string;
  /** Partial torrents are copied where they cannot be linked, and the client downloads what is missing. */
  takesPartial: boolean;
  /** Let the client read everything once more in any case. */
  rechecks: boolean;
  budget: CopyBudget;
}
