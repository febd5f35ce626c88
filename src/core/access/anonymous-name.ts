/** Hex digits of a name: 80 bits, so that two users of one tracker never share one. */
const DIGITS = 20;
const FORM = new RegExp(`^u_[0-9a-f]{${DIGITS}}$`);

/**
 * The name that stands for a user's id where ids are not to be stored: `u_` and 20 hex digits of HMAC-SHA256 (RFC 2104).
 * @param key secret of the database; who has it can find out whether a name stands for an id that he guesses
 */
export function anonymousName(key: Uint8Array, userId: string): string {
  return `u_${new Bun.CryptoHasher("sha256", key).update(userId).digest("hex").slice(0, DIGITS)}`;
}

/** True for what `anonymousName` makes. */
export function isAnonymousName(text: string): boolean {
  return FORM.test(text);
}
