/** Of the terminal, in cells. */
export interface Size {
  columns: number;
  rows: number;
}

/** The smallest terminal that everything fits into. */
export const SMALLEST: Size = { columns: 60, rows: 16 };

/** True when the terminal is too small to draw anything but that. */
export function isTooSmall({ columns, rows }: Size): boolean {
  return columns < SMALLEST.columns || rows < SMALLEST.rows;
}

/** Lines between the tabs above and the notice and keys below. */
export function bodyRows({ rows }: Size): number {
  return Math.max(1, rows - 4);
}

/** Lines by which a page key moves in a list. */
export function pageRows(size: Size): number {
  return Math.max(1, bodyRows(size) - 10);
}
