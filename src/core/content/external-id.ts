import { RE2JS } from "re2js";

/** Longest id, in characters. */
export const MAX_EXTERNAL_ID = 64;

/** What an id may look like, whoever says it: printable characters without spaces. */
const FORM = new RegExp(`^[^\\p{C}\\p{Z}]{1,${MAX_EXTERNAL_ID}}$`, "u");
/** Longest name of a file on any system that we know; what is longer is no file's name. */
const MAX_NAME = 255;

/** True for what can be the tracker's own id of a torrent. */
export function isExternalId(text: string): boolean {
  return FORM.test(text);
}

/** A compiled `external_id_pattern`: its time grows with the length of a name and with nothing else. */
export type ExternalIdPattern = RE2JS;

/**
 * Reads the setting `external_id_pattern`: a regular expression whose one group is the id, in the syntax of ECMAScript
 * without what needs backtracking (look-around, back references), so that no pattern runs for seconds on one name.
 * @returns the pattern, null for an empty text (no ids are made), or a sentence that says what is wrong
 */
export function parseExternalIdPattern(text: string): { pattern: ExternalIdPattern | null } | { problem: string } {
  if (text.trim() === "") return { pattern: null };
  let pattern: ExternalIdPattern;
  try {
    pattern = RE2JS.compile(RE2JS.translateRegExp(text));
  } catch (error) {
    const reason = (error as Error).message.replace(/^error parsing regexp: /, "");
    return { problem: `expected a regular expression, got ${JSON.stringify(text)}: ${reason}` };
  }
  const groups = pattern.groupCount();
  if (groups === 1) return { pattern };
  return { problem: `expected exactly one group in parentheses, got ${groups} in ${JSON.stringify(text)}` };
}

/** The pattern that a setting stands for; null where it is empty or makes no sense: then no ids are made. */
export function externalIdPattern(text: string): ExternalIdPattern | null {
  const parsed = parseExternalIdPattern(text);
  return "pattern" in parsed ? parsed.pattern : null;
}

/**
 * The tracker's own id of a torrent, by the name of its file.
 * @param path with or without folders in front
 * @returns null where the pattern does not match, or finds what is no id
 */
export function externalIdOf(path: string, pattern: ExternalIdPattern | null): string | null {
  if (pattern === null) return null;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name.length > MAX_NAME) return null;
  const found = pattern.matcher(name);
  const id = found.find() ? found.group(1) : null;
  return id !== null && isExternalId(id) ? id : null;
}
