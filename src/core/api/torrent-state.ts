/** Where a torrent stands, as people are told: of several bits the one that says most. */
export const TORRENT_STATES = ["offered", "withheld", "missing", "flagged", "removed"] as const;
export type TorrentState = (typeof TORRENT_STATES)[number];

/** Bits of `torrents.state`; 0 is offered. */
export const STATE = { MISSING: 1, FLAGGED: 2, REMOVED: 4, WITHHELD: 8 } as const;

/** The name of a state. @param bits of `torrents.state` */
export function stateOf(bits: number): TorrentState {
  if (bits & STATE.REMOVED) return "removed";
  if (bits & STATE.FLAGGED) return "flagged";
  if (bits & STATE.MISSING) return "missing";
  return bits & STATE.WITHHELD ? "withheld" : "offered";
}

/** All bits that have this name. */
export function bitsOf(state: TorrentState): number[] {
  return Array.from({ length: 16 }, (_, bits) => bits).filter((bits) => stateOf(bits) === state);
}
