/**
 * A text without what it ends in of certain characters. A pattern such as `/[. ]+$/` looks at every run of them from each
 * of its characters on, which takes seconds for a long name of a stranger's.
 * @param characters each of one UTF-16 code unit
 * @param keep so many code units stay at the beginning, whatever they are
 */
export function trimEnd(text: string, characters: string, keep = 0): string {
  let end = text.length;
  while (end > keep && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
