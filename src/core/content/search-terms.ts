import { foldName } from "./names.ts";
import { normalizeText } from "./normalize.ts";

/** Characters of one word that count. */
const MAX_WORD = 64;
/** Characters of one torrent's words: some thousand file names. */
const MAX_TEXT = 64 * 1024;
/** Characters of one torrent that are looked at: where the same words come again and again, no more is learned. */
const MAX_READ = 1024 * 1024;

/**
 * A word is a run of letters, digits and their marks; of Chinese and Japanese, which do without spaces, each character
 * is one.
 */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]]+/gv;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself
const ASCII = /^[\x00-\x7f]*$/;
const ACCENTS = /[\u0300-\u036f]+/g;

/** The distinct words of a text as searches compare them: folded case (core/content/names.ts), without accents. */
export function searchTerms(text: string): string[] {
  return [...new Set(wordsIn(text))];
}

/**
 * The words by which a torrent is found, with spaces between them; what goes beyond a bound is left out.
 * @param paths of its files
 */
export function searchText(name: string, paths: Iterable<string>): string {
  const words = new Set<string>();
  let length = 0;
  let read = 0;
  const add = (text: string) => {
    for (const word of wordsIn(text)) {
      if (words.has(word)) continue;
      length += word.length + 1;
      if (length > MAX_TEXT) return;
      words.add(word);
    }
  };
  add(name);
  for (const path of paths) {
    if (length > MAX_TEXT || read > MAX_READ) break;
    read += path.length;
    add(path);
  }
  return [...words].join(" ");
}

/**
 * A query of FTS5 for torrents that have a word beginning with each of the given ones; a single character has to be a
 * word itself, since half of all words begin with some.
 * @param words of `searchTerms`, of which nothing can be taken for the query's own syntax
 */
export function searchQuery(words: readonly string[]): string {
  return words.map((word) => (word.length > 1 ? `"${word}"*` : `"${word}"`)).join(" AND ");
}

function wordsIn(text: string): string[] {
  const folded = ASCII.test(text)
    ? text.toLowerCase()
    : normalizeText(normalizeText(foldName(text.toWellFormed()), "NFD").replace(ACCENTS, ""), "NFC");
  return (folded.match(WORD) ?? []).map((word) => word.slice(0, MAX_WORD).toWellFormed());
}
