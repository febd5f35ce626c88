import { cellsOf, type Fit, fit, harmless } from "../../core/cells.ts";
import type { Role } from "./theme.ts";

/** A piece of a line in one look. */
export interface Span {
  text: string;
  role?: Role;
  bold?: boolean;
  /** Light and dark turned round. */
  inverse?: boolean;
}

/** One line of the screen. */
export interface Row {
  spans: readonly Span[];
  /** The line that the keys are about. */
  chosen?: boolean;
}

export const EMPTY: Row = { spans: [] };

/** A piece of text; a stranger's text goes through `harmless`. */
export function span(text: string, role: Role = "plain", bold = false): Span {
  return { text, role, bold };
}

/** A line of pieces; a plain string is one too. */
export function row(...parts: readonly (Span | string)[]): Row {
  return { spans: parts.map((part) => (typeof part === "string" ? span(part) : part)) };
}

/** A heading with a note beside it. */
export function heading(title: string, note = ""): Row {
  return row(" ", span(title, "accent", true), note === "" ? "" : span(`  ${note}`, "muted"));
}

/** How many cells a line takes. */
export function rowCells({ spans }: Row): number {
  return spans.reduce((sum, { text }) => sum + cellsOf(text), 0);
}

/** The line in exactly `width` cells. Whatever stands in it is made harmless: every line goes through here. */
export function fitRow({ spans, ...rest }: Row, width: number): Row {
  let left = width;
  const fitted: Span[] = [];
  for (const [i, raw] of spans.entries()) {
    const piece = { ...raw, text: harmless(raw.text) };
    const cells = cellsOf(piece.text);
    const isLast = i === spans.length - 1;
    if (cells <= left && !isLast) fitted.push(piece);
    else fitted.push({ ...piece, text: fit(piece.text, Math.min(left, Math.max(cells, isLast ? left : 0))) });
    left -= Math.min(cells, left);
  }
  return { ...rest, spans: fitted };
}

/** Lines beside each other: the left ones in `width` cells. */
export function beside(left: readonly Row[], width: number, right: readonly Row[]): Row[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => ({
    spans: [...padded(left[i] ?? EMPTY, width), ...(right[i]?.spans ?? [])],
  }));
}

function padded(line: Row, width: number): readonly Span[] {
  const cells = rowCells(line);
  return cells > width ? fitRow(line, width).spans : [...line.spans, span(" ".repeat(width - cells))];
}

/** A column of a table. */
export interface Column extends Fit {
  title: string;
  width: number;
  role?: Role;
}

/** A cell of a table: a text in the column's look, or one in its own. */
export type Cell = string | Span;

/** Lines of a table with its titles first; two cells between columns. Whatever a cell holds is made harmless. */
export function table(columns: readonly Column[], cells: readonly (readonly Cell[])[]): Row[] {
  const titles = columns.map((column) =>
    span(fit(column.title, column.width, { align: column.align ?? "left" }), "muted"),
  );
  return [
    { spans: spaced(titles) },
    ...cells.map((line) => ({ spans: spaced(columns.map((c, i) => cell(c, line[i]))) })),
  ];
}

function cell(column: Column, content: Cell = ""): Span {
  const piece = typeof content === "string" ? span(content, column.role) : content;
  return { ...piece, text: fit(harmless(piece.text), column.width, column) };
}

function spaced(spans: readonly Span[]): Span[] {
  return spans.flatMap((piece, i) => (i === 0 ? [piece] : [span("  "), piece]));
}

/** Lines with the mark of a list before each, and one of them chosen. */
export function listed(rows: readonly Row[], chosen: number): Row[] {
  return rows.map((line, i) =>
    i === chosen ? { spans: [span("› "), ...line.spans], chosen: true } : { spans: [span("  "), ...line.spans] },
  );
}
