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
