/** A time in UTC to the second: `2026-11-20 16:15:30`. @param at Unix milliseconds */
export function stampSeconds(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** A time in UTC to the minute: `2026-11-20 16:15`. @param at Unix milliseconds */
export function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
