import { fitRow, type Row, row, span } from "./row.ts";

/** Lines with a mark at the end of the first and of the last one where there are more beyond. */
export function marked(rows: readonly Row[], width: number, more: { above: boolean; below: boolean }): Row[] {
  return rows.map((line, i) => {
    const above = more.above && i === 0;
    const below = more.below && i === rows.length - 1;
    if (!above && !below) return line;
    const fitted = fitRow(line.spans.length === 0 ? row("") : line, width - 1);
    return { ...fitted, spans: [...fitted.spans, span(above && below ? "↕" : above ? "↑" : "↓", "accent", true)] };
  });
}

/** The part of a text from a line on, no further than to its end, with marks where there is more. */
export function textPart(rows: readonly Row[], top: number, height: number, width: number): Row[] {
  const start = Math.max(0, Math.min(top, rows.length - height));
  return marked(rows.slice(start, start + height), width, { above: start > 0, below: start + height < rows.length });
}
