/** A moment as answers and `--json` tell it, ISO 8601 in UTC; null for none. @param at Unix milliseconds */
export function isoTime(at: number): string;
export function isoTime(at: number | null): string | null;
export function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
