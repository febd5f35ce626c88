import type { SwarmCount } from "../../core/scrape/swarm-count.ts";

/** One answer of a tracker to one question. */
export type SourceReply =
  /** By info-hash in hex; null for counts that cannot be true. What the tracker left out is not in it. */
  | { counts: Map<string, SwarmCount | null> }
  /** Why there is none; `reason` holds no key. */
  | { fault: Fault };

export interface Fault {
  /**
   * too-many: fewer at a time may do. unknown-torrent: one of them is not known there. denied: it will say so again.
   * failed: it may do better later.
   */
  kind: "too-many" | "unknown-torrent" | "denied" | "failed";
  reason: string;
  /** Milliseconds that the tracker wants to be left alone; null where it does not say. */
  retryAfterMs: number | null;
}

/** A tracker that can be asked, over one protocol. */
export interface TrackerSource {
  /** How it is named in messages: its address without keys. */
  readonly name: string;
  /** Info-hashes that go into one question. */
  readonly limit: number;
  /** True when an answer gives counts from the first on and stops where it likes. */
  readonly isOrdered: boolean;
  /** Asks once, within bounds of time and size. Never throws; aborted, it answers a fault. @param hashes 20 bytes each */
  ask(hashes: readonly Uint8Array[], signal: AbortSignal): Promise<SourceReply>;
  close(): void;
}

/** A fault, shortly. */
export function fault(kind: Fault["kind"], reason: string, retryAfterMs: number | null = null): { fault: Fault } {
  return { fault: { kind, reason, retryAfterMs } };
}
