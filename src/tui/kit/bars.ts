import { LEVELS } from "./theme.ts";

/** A bar of full cells; the smallest share that is not nothing is still a thin one. */
export function bar(value: number, most: number, width: number): string {
  if (value <= 0 || most <= 0 || width <= 0) return "";
  const cells = Math.floor((value / most) * width);
  return cells === 0 ? "▏" : "█".repeat(Math.min(cells, width));
}

/** How much of something is done: a bar of `width` cells. */
export function progressBar(share: number, width: number): string {
  const full = Math.round(Math.max(0, Math.min(1, share)) * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/**
 * Columns of numbers, `height` lines tall, the last ones to the right; the tallest is the largest number, and what is
 * not nothing shows. Several numbers share a column when there are more of them than `width` allows for.
 * @param perColumn how many numbers a column adds up
 */
export function sparkline(numbers: readonly number[], width: number, height: number, perColumn: number): string[] {
  const columns: number[] = [];
  for (let end = numbers.length; end > 0 && columns.length < width; end -= perColumn) {
    let sum = 0;
    for (let i = Math.max(0, end - perColumn); i < end; i++) sum += numbers[i] ?? 0;
    columns.unshift(sum);
  }
  const most = Math.max(1, ...columns);
  const eighths = columns.map((n) => (n === 0 ? 0 : Math.max(1, Math.round((n / most) * height * 8))));
  return Array.from({ length: height }, (_, line) => {
    const below = (height - 1 - line) * 8;
    const cells = eighths.map((e) => LEVELS[Math.max(0, Math.min(8, e - below))] ?? " ");
    return " ".repeat(width - cells.length) + cells.join("");
  });
}
