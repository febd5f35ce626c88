import { TORRENT_ERRORS } from "./torrent-error.ts";

/**
 * Every reason for which a .torrent is not taken in, whatever way it comes: what stands in it, the file around it, or
 * what was said of it. docs/compatibility.md lists the same; the database keeps the codes, so none is ever renamed.
 */
export const REJECTIONS = {
  ...TORRENT_ERRORS,
  UNREADABLE: "The file, or the entry of an archive, could not be read.",
  CHANGED_WHILE_READ: "The file changed while it was read.",
  INFO_HASH_MISMATCH: "Pushed or imported with an info-hash that is not its own.",
  INVALID_LINE: "A line of a dump is not an info-hash, a torrent in hexadecimal digits and at most an id.",
} as const satisfies Record<string, string>;

export type RejectionCode = keyof typeof REJECTIONS;
