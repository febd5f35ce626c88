import { foldName, nameKey } from "../content/names.ts";
import { trimEnd } from "../trim-end.ts";

/** How alike two file names are: the same but for case and Unicode's forms, the same once a client has written them, or not. */
export type Likeness = "same" | "written" | "other";

/** What clients put `_` for or leave out when they write a name (libtorrent, Transmission, and all of them on Windows). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among them.
const REPLACED = /[<>:"/\\|?*\u0000-\u001f\u007f]/g;
const DROPPED = /[\u200e\u200f\u202a-\u202e]/g;

/** Compares the name of a torrent's file with that of a file on disk. */
export function likeness(a: string, b: string): Likeness {
  const left = foldName(a);
  const right = foldName(b);
  if (left === right) return "same";
  return written(left) === written(right) ? "written" : "other";
}

/** A 47-bit hash of a name as a client may have written it. */
export function writtenKey(name: string): number {
  return nameKey(written(foldName(name)), 0);
}

/** A folded name as a client may have written it. */
function written(folded: string): string {
  return trimEnd(folded.replace(DROPPED, "").replace(REPLACED, "_"), ". ").trimStart();
}

/** The end of a name from its last dot on, folded; empty where there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : foldName(name.slice(dot));
}
