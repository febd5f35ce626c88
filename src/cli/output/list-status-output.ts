import { isoTime } from "../../core/iso-time.ts";
import type { ListingStatus } from "../../store/listing/listing-status.ts";
import { formatCount, utcTime } from "./output.ts";

/** The list in force and how its rounds went, as docs/json.md describes it. */
export function listStatusJson({ state, owner, completedAt, attemptedAt, failed, problem, numbers }: ListingStatus) {
  return {
    state,
    owner,
    completed_at: isoTime(completedAt),
    attempted_at: isoTime(attemptedAt),
    listed: numbers?.listed ?? null,
    unknown: numbers?.unknown ?? null,
    without_torrent: numbers?.withoutTorrent ?? null,
    failed_rounds: failed,
    problem,
  };
}

/** The same for people; nothing where there is no list. */
export function listRows({ state, owner, completedAt, failed, problem, numbers }: ListingStatus): string[][] {
  if (state === "none" && problem === null) return [];
  const rows: string[][] = [];
  if (state === "restored") rows.push(["in force", "none: nothing is offered until the next list"]);
  else if (state === "in-force") rows.push(["active since", `${utcTime(completedAt ?? 0)}, from ${owner}`]);
  if (numbers) {
    rows.push(["listed", formatCount(numbers.listed)]);
    rows.push(["not in the index", formatCount(numbers.unknown)]);
    rows.push(["without a .torrent", formatCount(numbers.withoutTorrent)]);
  }
  if (problem) rows.push(["failed rounds", `${formatCount(failed)}, the last: ${problem.message}`]);
  return rows;
}
