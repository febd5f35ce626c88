/** Why a list keeps a torrent from being offered, where it says so itself. */
export const LISTED_REASONS = ["not-accepted", "deleted"] as const;
export type ListedReason = (typeof LISTED_REASONS)[number];

/** Why a torrent is withheld; `restored` holds from the restore of an older backup until the first round after it. */
export const WITHHELD_REASONS = ["not-listed", ...LISTED_REASONS, "restored"] as const;
export type WithheldReason = (typeof WITHHELD_REASONS)[number];

/** One torrent of a list of what may be offered. */
export interface ListedTorrent {
  /** Raw bytes: 20 of version 1 or of a truncated version 2, or 32 of version 2. */
  infoHash: Uint8Array;
  /** The tracker's own id; null where the list does not say. A whole number may stay one: a text of each costs time. */
  externalId: string | number | null;
  /** Null where nobody counted. */
  seeders: number | null;
  leechers: number | null;
  /** When the tracker got it, in Unix milliseconds; 0 for one older than the tracker remembers, null where nothing is said. */
  addedAt: number | null;
  /** The tracker knows it and does not offer it. */
  withheldReason?: ListedReason;
}
