const MAX_LENGTH = 200;

/** The reason that a tracker gives for not answering, on one line and short, since whoever answers chooses it. */
export function reasonText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 4 * MAX_LENGTH));
  return text.replace(/\p{C}/gu, " ").trim().slice(0, MAX_LENGTH).toWellFormed() || "without a reason";
}

/** What a tracker means with the reason it gives for not answering. */
export type Rejection =
  /** It takes fewer info-hashes at a time. */
  | "too-many"
  /** It does not know one of the torrents, or any. */
  | "unknown-torrent"
  /** It does not let us in. */
  | "denied"
  /** Something else, perhaps for a while. */
  | "other";

/** Sorts the reasons that trackers give, as their own code words them. */
export function rejectionOf(reason: string): Rejection {
  const text = reason.replace(/torrent[-_ ]?pass/gi, "passkey");
  if (/too (?:many|much|long)(?! (?:requests|connections))|\bmax(?:imum)?\b/i.test(text)) return "too-many";
  if (/torrent|info[-_ ]?hash/i.test(text) && /\bnot\b|unknown|unregistered|invalid|no such|forbidden/i.test(text)) {
    return "unknown-torrent";
  }
  if (/pass ?key|auth|denied|forbidden|banned|(?:missing|unknown|invalid) (?:user )?key|not allowed/i.test(text)) {
    return "denied";
  }
  return "other";
}
