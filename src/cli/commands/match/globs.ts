/** The globs of a flag, separated by commas; a comma inside of braces, as in `*.{mkv,mp4}`, belongs to its glob. */
export function readGlobs(text: string | undefined): string[] {
  if (text === undefined) return [];
  const globs: string[] = [];
  let glob = "";
  let depth = 0;
  for (const character of text) {
    if (character === "," && depth === 0) {
      globs.push(glob);
      glob = "";
      continue;
    }
    if (character === "{") depth++;
    else if (character === "}" && depth > 0) depth--;
    glob += character;
  }
  return [...globs, glob].map((part) => part.trim()).filter((part) => part !== "");
}
