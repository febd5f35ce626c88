/** Longest id, in characters. */
export const MAX_EXTERNAL_ID = 64;

import { runawayProblem } from "./runaway-pattern.ts";

/** What an id may look like, whoever says it: printable characters without spaces. */
const FORM = new RegExp(`^[^\\p{C}\\p{Z}]{1,${MAX_EXTERNAL_ID}}$`, "u");
/** Longest name of a file on any system that we know; what is longer is no file's name. */
const MAX_NAME = 255;

/** True for what can be the tracker's own id of a torrent. */
export function isExternalId(text: string): boolean {
  return FORM.test(text);
}

/**
 * Reads the setting `external_id_pattern`: a regular expression (ECMAScript, no flags) whose one group is the id.
 * @returns the pattern, null for an empty text (no ids are made), or a sentence that says what is wrong
 */
export function parseExternalIdPattern(text: string): { pattern: RegExp | null } | { problem: string } {
  if (text.trim() === "") return { pattern: null };
  let groups: number;
  let pattern: RegExp;
  try {
    pattern = new RegExp(text);
    // One more way to match, of nothing: the answer has a place for every group.
    groups = (new RegExp(`${text}|`).exec("")?.length ?? 1) - 1;
  } catch (error) {
    return { problem: `expected a regular expression, got ${JSON.stringify(text)}: ${(error as Error).message}` };
  }
  if (groups !== 1) {
    return { problem: `expected exactly one group in parentheses, got ${groups} in ${JSON.stringify(text)}` };
  }
  const problem = runawayProblem(text);
  return problem === null ? { pattern } : { problem: `${problem}, got ${JSON.stringify(text)}` };
}

/** The pattern that a setting stands for; null where it is empty or makes no sense: then no ids are made. */
export function externalIdPattern(text: string): RegExp | null {
  const parsed = parseExternalIdPattern(text);
  return "pattern" in parsed ? parsed.pattern : null;
}

/**
 * The tracker's own id of a torrent, by the name of its file.
 * @param path with or without folders in front
 * @returns null where the pattern does not match, or finds what is no id
 */
export function externalIdOf(path: string, pattern: RegExp | null): string | null {
  if (pattern === null) return null;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const id = name.length > MAX_NAME ? undefined : pattern.exec(name)?.[1];
  return id !== undefined && isExternalId(id) ? id : null;
}
