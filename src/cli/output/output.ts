import { cellsOf, fit, shorten } from "../../core/cells.ts";
import { formatTime } from "../../core/quantity.ts";
import type { Io, Stream } from "../io/io.ts";

export { formatAmount, formatBytes, formatCount, formatDuration } from "../../core/quantity.ts";

/** A moment for people. @param at Unix milliseconds */
export function utcTime(at: number): string {
  return `${formatTime(at)} UTC`;
}

/** Rows as aligned columns, the first to the left and the others to the right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cellsOf(cell));
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => fit(cell, widths[i] ?? 0, { align: i === 0 ? "left" : "right" }));
      return `  ${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}

/** What JSON may hold as it is and a terminal must not get: C1 controls, and what turns the direction of writing. */
const UNSEEN = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Writes one JSON value as a line. */
export function writeJson(stream: Stream, value: unknown): void {
  const escaped = (unseen: string) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, "0")}`;
  stream.write(`${JSON.stringify(value).replace(UNSEEN, escaped)}\n`);
}

/** One line on stderr that is drawn over again; nothing at all when stderr is no terminal. */
export class ProgressLine {
  private drawn = false;

  constructor(private readonly io: Io) {}

  /** Draws `text` in place of what stood there. */
  show(text: string): void {
    if (!this.io.err.isTerminal) return;
    this.io.err.write(`\r\x1b[K${shorten(text, Math.max(10, this.io.err.columns - 1))}`);
    this.drawn = true;
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.drawn) this.io.err.write("\r\x1b[K");
    this.drawn = false;
  }
}
