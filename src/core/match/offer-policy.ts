import type { Settings } from "../settings/settings.ts";
import type { Candidate } from "./match.ts";

/** What a server keeps back although it is on offer (docs/protocol.md, "Policies that hold for every way out"). */
export interface OfferPolicy {
  /** Torrents that came after this moment are too young, in Unix milliseconds; null for none. */
  youngerThan: number | null;
  /** Most seeders of a torrent that goes out; −1 for any. Seeders that nobody counted pass. */
  maxSeeders: number;
  /** Smallest share of a torrent's bytes that the asked files cover, in percent. */
  minShare: number;
}

const DAY_MS = 86_400_000;

/**
 * The policy of one request.
 * @param asked the share that the request asks for in percent: it can raise the server's, never lower it
 */
export function offerPolicy(settings: Settings, asked: number, now: number): OfferPolicy {
  const days = settings.offer_min_age_days;
  return {
    youngerThan: days === 0 ? null : now - days * DAY_MS,
    maxSeeders: settings.offer_max_seeders,
    minShare: Math.max(settings.min_share, asked),
  };
}

/** Whether the policy keeps a torrent back. @param isYoung it came after `youngerThan` */
export function isHeldBack({ seeders, coverage }: Candidate, isYoung: boolean, policy: OfferPolicy): boolean {
  if (isYoung) return true;
  if (policy.maxSeeders >= 0 && seeders !== null && seeders > policy.maxSeeders) return true;
  return coverage.bytes * 100 < coverage.ofBytes * policy.minShare;
}
