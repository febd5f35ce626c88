/**
 * Milliseconds that a `Retry-After` asks for (RFC 9110, section 10.2.3: seconds or a date); null where it says nothing
 * that can be understood. @param date the answer's own `Date`, against which a date is read: clocks differ
 */
export function retryAfterMs(value: string | null, date: string | null): number | null {
  if (value === null) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  // Each form of a date begins with the day; "-5" and "1.5" would be days long past.
  const until = /^\s*[A-Z][a-z]+,? /.test(value) ? Date.parse(value) : Number.NaN;
  const since = Date.parse(date ?? "");
  return Number.isNaN(until) || Number.isNaN(since) ? null : Math.max(0, until - since);
}
