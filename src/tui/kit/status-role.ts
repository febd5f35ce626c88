import type { Role } from "./theme.ts";

/** Colour of an HTTP status. */
export function statusRole(status: number): Role {
  if (status >= 500) return "bad";
  if (status >= 400) return "warn";
  return status >= 300 ? "accent" : "good";
}
