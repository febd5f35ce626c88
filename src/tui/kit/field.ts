/** A text that is being edited; `cursor` counts UTF-16 units from its start and never stands inside a character. */
export interface Field {
  text: string;
  cursor: number;
}

export type Edit =
  | { insert: string }
  | "backspace"
  | "delete"
  | "left"
  | "right"
  | "up"
  | "down"
  | "line-start"
  | "line-end"
  | "clear";

const MAX_LENGTH = 65_536;

/** A field that holds `text`, with the cursor behind it. */
export function fieldOf(text: string): Field {
  return { text, cursor: text.length };
}

/** The field after an edit. */
export function editField({ text, cursor }: Field, edit: Edit): Field {
  const before = text.slice(0, cursor);
  const after = text.slice(cursor);
  if (typeof edit === "object") {
    const inserted = edit.insert.slice(0, Math.max(0, MAX_LENGTH - text.length));
    return { text: before + inserted + after, cursor: cursor + inserted.length };
  }
  const previous = cursor - lastCharacter(before);
  const next = cursor + firstCharacter(after);
  switch (edit) {
    case "backspace":
      return { text: text.slice(0, previous) + after, cursor: previous };
    case "delete":
      return { text: before + text.slice(next), cursor };
    case "left":
      return { text, cursor: previous };
    case "right":
      return { text, cursor: next };
    case "line-start":
      return { text, cursor: lineStart(text, cursor) };
    case "line-end":
      return { text, cursor: lineEnd(text, cursor) };
    case "up":
    case "down":
      return { text, cursor: besides(text, cursor, edit) };
    case "clear":
      return { text: "", cursor: 0 };
  }
}

function lineStart(text: string, from: number): number {
  return text.slice(0, from).lastIndexOf("\n") + 1;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** The same column in the line above or below. */
function besides(text: string, cursor: number, side: "up" | "down"): number {
  const start = lineStart(text, cursor);
  const column = cursor - start;
  if (side === "up") {
    if (start === 0) return 0;
    const above = lineStart(text, start - 1);
    return Math.min(above + column, start - 1);
  }
  const end = lineEnd(text, cursor);
  return end === text.length ? end : Math.min(end + 1 + column, lineEnd(text, end + 1));
}

function lastCharacter(text: string): number {
  return Array.from(new Intl.Segmenter().segment(text.slice(-32))).at(-1)?.segment.length ?? 0;
}

function firstCharacter(text: string): number {
  return Array.from(new Intl.Segmenter().segment(text.slice(0, 32)))[0]?.segment.length ?? 0;
}
