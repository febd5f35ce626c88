/** Trackers make no passkey shorter than this. */
const MIN_LENGTH = 16;
const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
/** Where a word of a language goes on no such thing stands: `aB`, `a1`, `1a`, `1A`, `A1`, but not `Ab`. */
const ODD = /(?<=[a-z])[A-Z0-9]|(?<=[0-9])[A-Za-z]|(?<=[A-Z])[0-9]/g;
const MIN_ODD = 5;

/**
 * True where a word of a text changes between upper case, lower case and digits as often as only random letters do:
 * base64url, or hexadecimal digits of any length. Names of releases (`Some-Name.2020.1080p`, `TheNameInCamelCase2020`)
 * change less. Digits alone and letters of one case alone cannot be told from words and numbers. Whether 40 or 64
 * hexadecimal digits are a hash or a secret is for `redact` to say.
 */
export function holdsRandomWord(text: string): boolean {
  const words = text.match(new RegExp(`[A-Za-z0-9_-]{${MIN_LENGTH},}`, "g")) ?? [];
  return words.some((word) => {
    const odd = word.match(ODD)?.length ?? 0;
    return odd >= MIN_ODD && odd * 4 >= word.length && !HASH.test(word);
  });
}
