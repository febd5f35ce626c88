import { loggedPath } from "../../core/access/logged-path.ts";
import { redact } from "../../core/redact.ts";

/** Characters of a path in the log: a stranger chooses it. */
const MAX_PATH = 256;

/** The path of a request, without its query: that may hold a passkey. */
export function pathOf(request: Request): string {
  const start = request.url.indexOf("/", request.url.indexOf("//") + 2);
  return start < 0 ? "/" : request.url.slice(start).replace(/[?#].*$/s, "");
}

/**
 * The path without passkeys, and without a user where ids are kept out; masked before it is cut: half a passkey looks
 * like none.
 * @param template of the route that the path leads to
 */
export function pathForLog(request: Request, template: string, isAnonymous: boolean): string {
  const path = pathOf(request).slice(0, 4 * MAX_PATH);
  return redact(loggedPath(path, template, isAnonymous)).slice(0, MAX_PATH);
}
