/**
 * Reads the statuses with which `auth_callback_url` says no.
 * @returns null for anything but numbers from 400 to 499, separated by commas
 */
export function parseNoStatuses(text: string): ReadonlySet<number> | null {
  const parts = text.split(",").map((part) => part.trim());
  return parts.every((part) => /^4\d\d$/.test(part)) ? new Set(parts.map(Number)) : null;
}
