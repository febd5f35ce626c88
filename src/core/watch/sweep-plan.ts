/**
 * Why a whole root is looked at: when watching begins (start), because too much changed to follow it path by path
 * (burst), to find what events missed once a burst is over (settle) or from time to time (interval), because there are
 * no events (poll), or because the root was lost and may be back (returned).
 */
export type SweepReason = "start" | "burst" | "settle" | "interval" | "poll" | "returned";

/** What the plan knows of one root; times in milliseconds. */
export interface SweepState {
  /** A sweep that was asked for outright. */
  asked: "start" | "burst" | "returned" | null;
  /** So much has changed since the last sweep that events may have been lost. */
  burst: boolean;
  lastChangeAt: number;
  /** Null before the first. */
  lastSweep: { endedAt: number; durationMs: number } | null;
  /** There are no events for this root. */
  polling: boolean;
  /** `away`: it cannot be read. `shrunk`: it can, but most of its torrents are gone. */
  lost: "away" | "shrunk" | null;
}

export interface SweepTimes {
  /** A burst is over when nothing has changed for so long. */
  settleMs: number;
  /** Between sweeps of a root that has no events. */
  pollMs: number;
  /** Between looks at a root that lost most of its torrents. */
  lostMs: number;
  /** Between sweeps of a root that has events; 0 turns them off. */
  intervalMs: number;
}

/** Sweeps that follow each other without end take at most a share of the time: one in so many. */
const SHARE = { burst: 3, poll: 10, lost: 10 };

/** The next sweep of a root and when it is due; null when none is to come without a further change. */
export function nextSweep(state: SweepState, times: SweepTimes): { reason: SweepReason; at: number } | null {
  const { asked, lastSweep, lost } = state;
  if (lost === "away") return asked === "returned" ? { reason: "returned", at: 0 } : null;
  if (lost === "shrunk") {
    if (asked === "returned") return { reason: "returned", at: rested(lastSweep, SHARE.burst) };
    return {
      reason: "returned",
      at: Math.max((lastSweep?.endedAt ?? 0) + times.lostMs, rested(lastSweep, SHARE.lost)),
    };
  }
  if (asked === "burst") return { reason: "burst", at: rested(lastSweep, SHARE.burst) };
  if (asked) return { reason: asked, at: 0 };
  const due: { reason: SweepReason; at: number }[] = [];
  if (state.burst) due.push({ reason: "settle", at: state.lastChangeAt + times.settleMs });
  if (state.polling) {
    due.push({ reason: "poll", at: Math.max((lastSweep?.endedAt ?? 0) + times.pollMs, rested(lastSweep, SHARE.poll)) });
  } else if (times.intervalMs > 0) {
    due.push({ reason: "interval", at: (lastSweep?.endedAt ?? 0) + times.intervalMs });
  }
  return due.reduce<{ reason: SweepReason; at: number } | null>((a, b) => (a && a.at <= b.at ? a : b), null);
}

/** When a next sweep may begin so that sweeps take one in `share` of the time. */
function rested(last: SweepState["lastSweep"], share: number): number {
  return last ? last.endedAt + last.durationMs * (share - 1) : 0;
}
