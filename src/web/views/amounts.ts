import { formatBytes, formatCount } from "../../core/quantity.ts";

export { formatBytes, formatCount };

/** Time left in words: `40 s`, `12 min`, `3 h`. */
export function timeLeft(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
