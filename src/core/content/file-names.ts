import { safeName } from "../torrent/text.ts";
import { baseName, fileKey } from "./names.ts";

/** What is known of a file's names: its own, as libtorrent's clients write it, and others; each without folders. */
export interface KnownNames {
  name: string;
  written?: string | undefined;
  others?: readonly string[] | undefined;
}

/**
 * The names by which a user may have a file, beside its own: as its clients write it, as Windows and Transmission do, and
 * as programs write names in old encodings. Empty for nearly all files.
 */
export function furtherNames({ name, written, others }: KnownNames): string[] {
  const plain = writtenName(name);
  if (plain === name && written === undefined && others === undefined) return NONE;
  const further = new Set<string>();
  for (const each of [name, written ?? name, ...(others ?? [])]) further.add(each).add(writtenName(each));
  further.delete(name);
  return [...further];
}

const NONE: string[] = [];

/** Marks that turn the direction of writing, and control characters: the index has names without them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
const UNSEEN = /[\u0001-\u001f\u200e\u200f\u202a-\u202e]/;

/** The name of a file that a user holds, without folders, as it would stand in the index. */
export function heldName(path: string): string {
  const name = baseName(path);
  return UNSEEN.test(name) ? (safeName(name) ?? name) : name;
}

/** The key under which a file that a user holds is looked up: that of its name as it would stand in the index. */
export function heldKey(path: string, size: number): number {
  return fileKey(UNSEEN.test(path) ? heldName(path) : path, size);
}

/** What Windows forbids in a name and its clients, and Transmission everywhere, write as `_`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
const REPLACED = /[\u0000-\u001f<>:"/\\|?*]/g;

/**
 * A name as Windows and Transmission write it: `_` for what is forbidden there, no blanks at either end and no dots at the
 * end. The same text where nothing of that stands in it.
 */
export function writtenName(name: string): string {
  const replaced = name.replace(REPLACED, "_");
  let start = 0;
  let end = replaced.length;
  while (replaced[start] === " ") start++;
  while (end > start && (replaced[end - 1] === "." || replaced[end - 1] === " ")) end--;
  return start === end ? name : replaced.slice(start, end);
}
