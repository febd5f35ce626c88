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
    offered: numbers?.offered ?? null,
    withheld: numbers?.withheld ?? null,
    unknown: numbers?.unknown ?? null,
    without_torrent: numbers?.withoutTorrent ?? null,
    failed_rounds: failed,
    problem,
  };
}

/**
 * The same for people; nothing where there is no list, and none is to come.
 * @param tracker the setting of this name
 */
export function listRows(status: ListingStatus, tracker: string): string[][] {
  const { state, owner, completedAt, attemptedAt, failed, problem, numbers } = status;
  if (state === "none" && problem === null && tracker === "none") return [];
  const rows: string[][] = [];
  if (tracker !== "none") rows.push(["tracker", tracker]);
  if (attemptedAt === null) rows.push(["last round", "none yet"]);
  else rows.push(["last round", `${utcTime(attemptedAt)} ${problem ? "failed" : "done"}`]);
  if (state === "restored") rows.push(["in force", "none: nothing is offered until the next list"]);
  else if (state === "in-force") rows.push(["active since", `${utcTime(completedAt ?? 0)}, from ${owner}`]);
  if (numbers) {
    rows.push(["listed", formatCount(numbers.listed)]);
    rows.push(["offered", formatCount(numbers.offered)]);
    rows.push(["withheld", formatCount(numbers.withheld)]);
    rows.push(["not in the index", formatCount(numbers.unknown)]);
    rows.push(["without a .torrent", formatCount(numbers.withoutTorrent)]);
  }
  if (problem) rows.push(["failed rounds", `${formatCount(failed)}, the last: ${problem.message}`]);
  return rows;
}
