import type { MatchState } from "../../store/client/match-state.ts";
import type { Library } from "../library/library.ts";
import type { TorrentSource } from "../sources/torrent-source.ts";
import type { FoundTorrent, MatchSummary } from "./match-event.ts";
import type { ReadPace } from "./read-pace.ts";

/** How to match. */
export interface MatchOptions {
  library: Library;
  sources: readonly TorrentSource[];
  state: MatchState;
  pace: ReadPace;
  signal: AbortSignal;
  /** Unix milliseconds. */
  clock: () => number;
  /** Verify again what an earlier run has verified. */
  fresh: boolean;
  /** Whether a torrent that is only known without the user's announce addresses has to be asked for again. */
  needsOwn: (torrent: FoundTorrent) => boolean;
  summary: MatchSummary;
}
