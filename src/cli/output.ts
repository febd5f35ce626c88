import type { Io, Stream } from "./io.ts";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/** Bytes for people: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${UNITS[unit]}`;
}

/** A whole number with thousands separated: `182,540`. */
export function formatCount(value: number): string {
  return value.toLocaleString("en-US");
}

/** A span of time for people: `850 ms`, `12.3 s`, `4 min 05 s`, `2 h 10 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")} min`;
}

/** Rows as aligned columns, the first to the left and the others to the right. */
export function formatTable(rows: readonly (readonly string[])[], indent = "  "): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)));
      return `${indent}${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}

/** Writes one JSON value as a line. */
export function writeJson(stream: Stream, value: unknown): void {
  stream.write(`${JSON.stringify(value)}\n`);
}

/** One line on stderr that is drawn over again; nothing at all when stderr is no terminal. */
export class ProgressLine {
  private drawn = false;

  constructor(private readonly io: Io) {}

  /** Draws `text` in place of what stood there. */
  show(text: string): void {
    if (!this.io.err.isTerminal) return;
    this.io.err.write(`\r\x1b[K${text.slice(0, Math.max(10, this.io.err.columns - 1))}`);
    this.drawn = true;
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.drawn) this.io.err.write("\r\x1b[K");
    this.drawn = false;
  }
}
