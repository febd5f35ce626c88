import { wrap } from "../../core/cells.ts";
import { Lines } from "./lines.tsx";
import { type Row, row, type Span } from "./row.ts";

/** A text by itself in the middle of a region: what to do next, or what is wrong. */
export function Panel({
  title,
  lines,
  width,
  height,
}: {
  title: Span;
  lines: readonly string[];
  width: number;
  height: number;
}) {
  const inner = Math.min(width - 4, 70);
  const left = " ".repeat(Math.max(0, Math.floor((width - inner) / 2)));
  const rows: Row[] = [
    row(left, title),
    row(""),
    ...lines.flatMap((line) => wrap(line, inner)).map((line) => row(left, line)),
  ];
  const above = Math.max(0, Math.floor((height - rows.length) / 3));
  return <Lines rows={[...Array.from({ length: above }, () => row("")), ...rows]} width={width} height={height} />;
}
