import type { ListingStatus, ListNumbers } from "../../src/store/listing/listing-status.ts";

/** The numbers of a round in which nothing happened. */
export const LIST_NUMBERS: ListNumbers = {
  listed: 1,
  offered: 1,
  withheldNew: 0,
  withheldLifted: 0,
  withheld: 0,
  unknown: 0,
  withoutTorrent: 0,
  seeders: 0,
};

/** How things stand where no list ever came. */
export const NO_LIST: ListingStatus = {
  state: "none",
  owner: null,
  serial: 0,
  completedAt: null,
  numbers: null,
  attemptedAt: null,
  failed: 0,
  problem: null,
};
