/** True for a whole number that a double holds exactly, within the bounds. */
export function isWholeNumber(
  value: unknown,
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

/** Reads a whole number in decimal digits; null for anything else, and outside the bounds. */
export function readWholeNumber(text: string, min: number, max: number): number | null {
  const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return isWholeNumber(value, min, max) ? value : null;
}
