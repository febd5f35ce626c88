import { TORRENT_ERRORS } from "./torrent-error.ts";

/**
 * Every reason for which a .torrent is not taken in, whatever way it comes: what stands in it, the file around it, or
 * what was said of it. docs/compatibility.md lists the same; the database keeps the codes, so none is ever renamed.
 */
export const REJECTIONS = {
  ...TORRENT_ERRORS,
  UNREADABLE: "The file or archive entry could not be read.",
  CHANGED_WHILE_READ: "The file changed while it was being read.",
  INFO_HASH_MISMATCH: "The torrent was uploaded or imported with a different info-hash.",
  INVALID_LINE: "A line of a dump is not an info-hash, the torrent in hexadecimal digits and an optional ID.",
} as const satisfies Record<string, string>;

export type RejectionCode = keyof typeof REJECTIONS;
