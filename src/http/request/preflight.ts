import type { RequestContext } from "./request-context.ts";

/** How long a browser may remember what it was told, in seconds. */
const REMEMBERED = "600";

/**
 * What tells the browser of a page of `allowed_origins` that it may send a request (Fetch standard, "CORS-preflight");
 * nothing for any other page, whose browser then sends none.
 * @param allow what the path takes, as `Allow` has it
 */
export function preflight(context: RequestContext, allow: string): Record<string, string> {
  if (!("access-control-allow-origin" in context.pageHeaders)) return {};
  return {
    "access-control-allow-methods": allow,
    "access-control-allow-headers": "authorization, content-type, x-reseeder-passkey",
    "access-control-max-age": REMEMBERED,
  };
}
