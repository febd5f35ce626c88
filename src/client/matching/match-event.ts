import type { Verdict } from "../../core/completion/verdict.ts";
import type { MatchResult } from "../match-result.ts";

/** A torrent of which something is in the library, and what verification said of it. */
export interface FoundTorrent extends MatchResult {
  /** As it goes by: 40 digits, or 64 of v2 alone. */
  infoHash: string;
  verdict: Verdict;
  /** The server's id; null where there is none. */
  torrentId: number | null;
  /** No file was read for it: an earlier run had verified the same files. */
  remembered: boolean;
  /** `torrent.bytes` lacks the user's announce addresses. */
  stripped: boolean;
  /** Where it came from. */
  source: string;
}

/** What is told while a library is matched. */
export type MatchEvent =
  | { type: "walking"; files: number }
  | { type: "walked"; files: number; bytes: number; problems: number }
  | { type: "asking"; source: string }
  | { type: "asked"; source: string; files: number; known: number; torrents: number }
  | { type: "waiting"; source: string; ms: number; status: number }
  /** Something could not be read, asked or written. */
  | { type: "problem"; message: string }
  | { type: "verifying"; read: number; total: number }
  | { type: "found"; torrent: FoundTorrent }
  /** No piece of it holds. */
  | { type: "rejected"; infoHash: string; name: string; reason: string }
  | { type: "done"; summary: MatchSummary };

/** What a run came to; bytes and counts. */
export interface MatchSummary {
  status: "done" | "partly" | "failed" | "cancelled";
  files: number;
  bytes: number;
  /** Files asked about now, and those that were asked about before. */
  asked: number;
  asked_before: number;
  /** Torrents that may be the library's, by their sizes. */
  torrents: number;
  ready: number;
  /** Ready ones that nobody seeds. */
  ready_dead: number;
  partial: number;
  near: number;
  seeding: number;
  rejected: number;
  /** What the server's rules hold back. */
  held_back: number;
  /** Offered and no torrent of the protocol, or another than was said. */
  invalid: number;
  bytes_read: number;
  /** Torrents for which nothing had to be read. */
  remembered: number;
  reported: number;
  problems: number;
}
