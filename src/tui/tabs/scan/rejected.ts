/** Rejected files that are read for the list. */
export const LISTED = 2_000;
