/** A moment as answers and `--json` tell it, ISO 8601 in UTC; null for none. @param at Unix milliseconds */
export function isoTime(at: number): string;
export function isoTime(at: number | null): string | null;
export function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** A moment as it stands in file names: `20261120T161500Z`. @param at Unix milliseconds */
export function fileStamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** The UTC day of a moment: `2026-11-20`. @param at Unix milliseconds */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
