import { MASK } from "../redact.ts";

/** What stands in a logged path for a user whose id is not to be stored. */
export const NAMELESS = "{user}";

/** Long enough for a passkey; whether it looks like one is another question. */
const WORD = /[\w-]{16,}/g;
const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
/** Behind it comes a user, wherever a wrong prefix, verb or slash leads the request. */
const USERS = /^.*?users(?![a-z])/is;

/**
 * A path as logs may hold it, before `redact` looks at it. Nobody but the sender decides what stands in a path, so any
 * long word that could be a passkey (digits and letters, or both cases) is masked, also where no announce URL is.
 * Info-hashes stay for `redact` to judge.
 * @param template of the route that it leads to, with `:user` where that is the id of a user
 * @param isAnonymous true where users' ids are not to be stored
 */
export function loggedPath(path: string, template: string, isAnonymous: boolean): string {
  const at = template.split("/").indexOf(":user");
  // Whoever has a user forgotten wants no row that says so.
  if (isAnonymous || template.endsWith("/:user")) return masked(withoutUser(path));
  return path
    .split("/")
    .map((part, i) => (i === at ? part : masked(part)))
    .join("/");
}

function withoutUser(path: string): string {
  const [head] = USERS.exec(decoded(path)) ?? [];
  if (head === undefined) return path;
  const end = /\/archive\/?$/i.test(path) ? "/archive" : "";
  return `${head.replace(/[^\x21-\x7e]/g, "?")}/${NAMELESS}${end}`;
}

/** The characters of ASCII that are written with a percent sign; what is no UTF-8 stays as it is. */
function decoded(path: string): string {
  return path.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function masked(text: string): string {
  return text.replace(WORD, (word) => (isPlain(word) ? word : MASK));
}

function isPlain(word: string): boolean {
  if (HASH.test(word)) return true;
  return !/\d/.test(word) ? word === word.toLowerCase() || word === word.toUpperCase() : !/[a-z]/i.test(word);
}
