/** What a list would do, as the guard sees it. */
export interface ListEffect {
  /** Torrents that the list lets be offered. */
  listed: number;
  /** Lines of the list, those that keep a torrent from being offered included. */
  lines: number;
  /** Torrents of the index that are on offer now. */
  offered: number;
  /** Of those, the ones that the list takes off offer. */
  withheld: number;
}

export interface GuardRules {
  /** No list was in force before. */
  first: boolean;
  force: boolean;
  /** As the setting `unlisted`. */
  unlisted: "withhold" | "offer";
  /** The tracker learns of torrents from us: a list of none is no accident. */
  mayBeEmpty?: boolean;
}

export interface ListRejection {
  code: "LIST_EMPTY" | "LIST_SHRUNK";
  message: string;
}

/** A list may newly withhold so many torrents, or this share of those on offer, without being asked about. */
const FEW = 50;
const SHARE = 0.1;

/**
 * Whether a list looks like an accident: an empty one always does, and so does one that takes much off offer, unless it
 * is the first or `force` is given.
 * @returns null for a list that may be taken
 */
export function rejectionOf({ listed, lines, offered, withheld }: ListEffect, rules: GuardRules): ListRejection | null {
  if (!rules.mayBeEmpty && (rules.unlisted === "offer" ? lines : listed) === 0) {
    return { code: "LIST_EMPTY", message: "The list contains no torrent to offer" };
  }
  if (rules.first || rules.force || withheld <= FEW || withheld <= offered * SHARE) return null;
  return { code: "LIST_SHRUNK", message: `The list would withhold ${withheld} of ${offered} torrents on offer` };
}
