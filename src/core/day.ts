/** The UTC day of a time in Unix milliseconds: `2026-11-20`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
