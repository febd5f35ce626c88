import { foldCase } from "./case-fold.ts";
import { normalizeText } from "./normalize.ts";

/** The last part of a path written with `/` or `\`; the whole text when there is none. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** The Greek mark that folds to a letter, alone or in a letter that it stands below. */
const IOTA_BELOW = /[\u0345\u1f80-\u1fff]/;
/** No name in a torrent is longer (core/torrent/text.ts), so a longer one need not be folded to differ. */
const LONGEST_NAME = 4096;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself
const ASCII = /^[\x00-\x7f]*$/;

/**
 * The form in which two file names are compared: Unicode NFC with full case folding (docs/protocol.md, rule "Name and size").
 * Equals Unicode's `toCasefold` for every code point but Cherokee letters, which fold to the other case consistently.
 */
export function foldName(name: string): string {
  if (ASCII.test(name)) return name.toLowerCase();
  // Folding keeps texts that are canonically equivalent so, but where this mark, which folds to a letter, is out of order.
  const ordered = IOTA_BELOW.test(name) ? normalizeText(name, "NFC") : name;
  return normalizeText(foldCase(ordered), "NFC");
}

/** A name as it is compared; one that is longer than any torrent's stays as it is. */
export function comparedName(name: string): string {
  return name.length > LONGEST_NAME ? name : foldName(name);
}

/**
 * A 47-bit hash of a folded name and a size (six bytes in SQLite). Equal pairs have equal keys; unequal pairs may too,
 * so whoever matches by key compares the names before an answer goes out.
 * @param folded result of `foldName`
 * @param size bytes
 */
export function nameKey(folded: string, size: number): number {
  return hashFrom(folded, 0, size) ?? 0;
}

/** The key under which a file of a torrent or of a request is looked up by name: that of its folded base name. */
export function fileKey(path: string, size: number): number {
  const start = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1;
  // Most names are ASCII, and then folding is no more than lower case on the way.
  const key = hashFrom(path, start, size, true);
  if (key !== null) return key;
  return nameKey(comparedName(path.slice(start)), size);
}

/** Hashes `text` from `start` on; with `foldAscii` in lower case, and null as soon as it is not ASCII. */
function hashFrom(text: string, start: number, size: number, foldAscii = false): number | null {
  let a = 0xdeadbeef ^ (size >>> 0);
  let b = 0x41c6ce57 ^ Math.floor(size / 0x1_0000_0000);
  for (let i = start; i < text.length; i++) {
    let unit = text.charCodeAt(i);
    if (foldAscii) {
      if (unit > 0x7f) return null;
      if (unit >= 0x41 && unit <= 0x5a) unit += 0x20;
    }
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b & 0x7fff) * 0x1_0000_0000 + (a >>> 0);
}
