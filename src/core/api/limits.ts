/** Info-hashes of one check, and bytes of its body: each takes 67 of them. */
export const MAX_CHECKED = 10_000;
export const MAX_CHECK_BYTES = 1024 * 1024;

/** Files of one torrent in one answer. */
export const FILE_PAGE = { default: 1_000, max: 100_000 } as const;

/** Entries of a history in one body of JSON. */
export const MAX_ENTRIES = 10_000;
/** Entries of a history that an answer names with what is wrong; the others are counted. */
export const MAX_LISTED = 1_000;

/** Torrents of a push that an answer names. */
export const MAX_NAMED = 1_000;

/** Of `POST /api/v1/access/forget`: ten thousand of the longest passkeys fit. */
export const MAX_FORGET_BYTES = 2 * 1024 * 1024;

/** Lines of one answer of a feed. */
export const MAX_FEED = 10_000;
