import type { LibraryIndex } from "../../core/completion/library-index.ts";

/** A torrent that a source has for the library. */
export interface SourcedTorrent {
  /** The .torrent: valid until the next one is asked for. */
  bytes: Uint8Array;
  /** Where it came from, for people: a file's name, or the name that a server said. */
  label: string;
  /** The info-hash that the source claims, lower-case hexadecimal digits; null where it claims none. */
  claimed: string | null;
  seeders: number | null;
  /** The server's id; null where there is none. */
  torrentId: number | null;
  /** Reads it again later; null where only the source can give it once. */
  again: (() => Promise<Uint8Array>) | null;
  /** From the state: without the user's announce addresses. */
  stripped: boolean;
  /** An earlier run told the source what came of it. */
  reported: boolean;
}

/** What a source tells on its way. */
export type SourceEvent =
  | { type: "torrent"; torrent: SourcedTorrent }
  /** Something could not be had; `fatal` where nothing at all can. */
  | { type: "problem"; message: string; fatal: boolean }
  /** What it asked about, for the summary. */
  | { type: "asked"; files: number; known: number }
  | { type: "waiting"; ms: number; status: number }
  /** Torrents that the source's own rules, or its form, keep back. */
  | { type: "left_out"; heldBack: number; malformed: number; skipped: number };

/** Where torrents come from. */
export interface TorrentSource {
  /** For people, without secrets. */
  readonly name: string;
  /** Torrents for what the library holds, as they are found. */
  torrents(library: LibraryIndex, signal: AbortSignal): AsyncGenerator<SourceEvent>;
  /** Torrents with the user's own announce addresses, for those that came stripped; null where there are none such. */
  complete: ((wanted: readonly Wanted[], signal: AbortSignal) => AsyncGenerator<SourceEvent>) | null;
  /** Keeps a torrent of which something is here, so that it need not be asked for again; null where nothing is asked. */
  remember: ((torrent: RememberedTorrent) => void) | null;
  /** Forgets one that turned out to be none of the user's. */
  forget: ((infoHash: string) => void) | null;
  /** Tells where they came from what came of them; null where nobody is told. */
  report: ((outcome: ReportedOutcome, signal: AbortSignal) => Promise<string | null>) | null;
}

/** A torrent to be had again, and local files that it has. */
export interface Wanted {
  infoHash: string;
  files: { name: string; size: number }[];
}

/** Info-hashes of what was verified and of what was not the user's. */
export interface ReportedOutcome {
  confirmed: { infoHash: string; pieces: number }[];
  rejected: string[];
}

/** A torrent as it is kept: without secrets. */
export interface RememberedTorrent {
  infoHash: string;
  torrentId: number;
  seeders: number | null;
  bytes: Uint8Array;
}
