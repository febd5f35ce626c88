/** A pattern of LIKE, with `\\` as ESCAPE, for what holds a text; `%%` for an empty one. */
export function likeText(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}
