import type { ListRejection } from "../listing/list-guard.ts";

/** What became of a list of what may be offered, as floor 2 tells it. */
export interface ListOutcome {
  dryRun: boolean;
  listed: number;
  offered: number;
  withheldNew: number;
  withheldLifted: number;
  withheld: number;
  unknown: number;
  withoutTorrent: number;
  seeders: number;
  rejected: ListRejection | null;
  durationMs: number;
}

/** The same as it is printed and answered. */
export function listJson(outcome: ListOutcome) {
  return {
    dry_run: outcome.dryRun,
    listed: outcome.listed,
    offered: outcome.offered,
    withheld_new: outcome.withheldNew,
    withheld_lifted: outcome.withheldLifted,
    withheld: outcome.withheld,
    unknown: outcome.unknown,
    without_torrent: outcome.withoutTorrent,
    seeders: outcome.seeders,
    rejected: outcome.rejected,
    duration_ms: outcome.durationMs,
  };
}
