import { windowOf } from "./list.ts";
import { type Cell, type Column, EMPTY, listed, type Row, row, span, table } from "./row.ts";
import { marked } from "./scroll.ts";

/** A column of a list: what it shows of an item, and how wide it is. */
export interface ListColumn<T> extends Omit<Column, "width"> {
  /** Cells; with `grow` the least. */
  width: number;
  /** Its share of the cells that are left. */
  grow?: number;
  /** The width of the list from which on it is shown. */
  from?: number;
  cell(item: T): Cell;
}

/** Where a list stands: how many lines there are with its titles, how wide they are, and the chosen item. */
export interface ListPlace {
  chosen: number;
  height: number;
  width: number;
  /** What is said where there is no item. */
  nothing: string;
}

/** Cells between two columns, for the mark of the chosen line, and for the mark of more lines at the end. */
const [GAP, MARGIN] = [2, 3];

/** A list below its titles: as many lines as there is room for, around the chosen one, with marks where there are more. */
export function listTable<T>(
  columns: readonly ListColumn<T>[],
  items: readonly T[],
  { chosen, height, width, nothing }: ListPlace,
): Row[] {
  const shown = columns.filter(({ from = 0 }) => width >= from);
  const { start, end } = windowOf(chosen, items.length, Math.max(1, height - 1));
  const cells = items.slice(start, end).map((item) => shown.map((column) => column.cell(item)));
  const [titles = EMPTY, ...lines] = table(sized(shown, width - MARGIN), cells);
  if (items.length === 0) return [row("  ", ...titles.spans), row("  ", span(nothing, "muted"))];
  const more = { above: start > 0, below: end < items.length };
  return [row("  ", ...titles.spans), ...marked(listed(lines, chosen - start), width, more)];
}

/** The columns with what is left shared out among those that grow. */
function sized<T>(columns: readonly ListColumn<T>[], width: number): Column[] {
  const taken = columns.reduce((sum, column) => sum + column.width, GAP * (columns.length - 1));
  let shares = columns.reduce((sum, { grow = 0 }) => sum + grow, 0);
  let left = Math.max(0, width - taken);
  return columns.map((column) => {
    const { grow = 0 } = column;
    const more = shares === 0 ? 0 : Math.floor((left * grow) / shares);
    left -= more;
    shares -= grow;
    return { ...column, width: column.width + more };
  });
}
