import type { MatchSummary } from "./match-event.ts";

/** The summary of a run that has only begun. */
export function emptySummary(): MatchSummary {
  return {
    ...{ status: "done", files: 0, bytes: 0, asked: 0, asked_before: 0, torrents: 0, ready: 0, ready_dead: 0 },
    ...{ partial: 0, near: 0, seeding: 0, rejected: 0, held_back: 0, invalid: 0, bytes_read: 0, remembered: 0 },
    ...{ reported: 0, problems: 0 },
  };
}
