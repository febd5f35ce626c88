import { cellsOf, harmless } from "../../core/cells.ts";
import type { Field } from "./field.ts";
import { type Span, span } from "./row.ts";

/** The line of a field that the cursor is in, in at most `room` cells. */
export function editedLine({ text, cursor }: Field, room: number): Span[] {
  const start = text.slice(0, cursor).lastIndexOf("\n") + 1;
  const [line = ""] = text.slice(start).split("\n", 1);
  return lineWithCursor(line, cursor - start, room);
}

/**
 * A line with the cursor before the character at `cursor`; the part around it where the line is longer than `room`
 * cells.
 */
export function lineWithCursor(line: string, cursor: number, room: number): Span[] {
  const graphemes = Array.from(new Intl.Segmenter().segment(line));
  const found = graphemes.findIndex(({ index }) => index >= cursor);
  const place = found < 0 ? graphemes.length : found;
  const shown = graphemes.map(({ segment }) => harmless(segment));
  let first = 0;
  while (first < place && cellsOf(shown.slice(first, place).join("")) >= room - 1) first++;
  const before = span(shown.slice(first, place).join(""));
  return [before, { text: shown[place] ?? " ", inverse: true }, span(shown.slice(place + 1).join(""))];
}
