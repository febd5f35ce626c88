import { ReseederError } from "../../core/errors.ts";
import { formatAmount } from "../../core/quantity.ts";
import type { Settings } from "../../core/settings/settings.ts";
import type { ListingStatus } from "../../store/listing/listing-status.ts";

const HOUR_MS = 3_600_000;
/** Rounds come about this often. */
const RETRY_AFTER_SECONDS = 60;

/** Whether a list is in force whose last complete round is longer ago than `tracker_stale_hours`. */
export function isListStale(status: ListingStatus, settings: Settings, now: number): boolean {
  const hours = settings.tracker_stale_hours;
  return hours > 0 && status.completedAt !== null && now - status.completedAt > hours * HOUR_MS;
}

/**
 * Holds back every match while nobody knows any more what may be offered.
 * @throws ReseederError `LIST_STALE`
 */
export function checkListIsFresh(status: ListingStatus, settings: Settings, now: number): void {
  if (!isListStale(status, settings, now)) return;
  const age = formatAmount(Math.floor((now - (status.completedAt ?? now)) / HOUR_MS), "hour");
  throw new ReseederError("LIST_STALE", `The tracker's list is ${age} old; matching resumes with the next one`, {
    retryAfter: RETRY_AFTER_SECONDS,
  });
}
