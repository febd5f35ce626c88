import type { ScanEvent } from "../../work/scan/scan.ts";
import type { Io } from "../io/io.ts";
import { formatAmount, formatCount, formatDuration, formatTable } from "./output.ts";

/** The progress of a scan in one line: how much, how fast, how long still. */
export function scanProgress(
  { read, to_read, root }: Extract<ScanEvent, { type: "progress" }>,
  elapsedMs: number,
): string {
  const rate = read / Math.max(elapsedMs / 1000, 0.001);
  const left = ((to_read - read) / Math.max(rate, 0.001)) * 1000;
  const share = Math.floor((read / Math.max(to_read, 1)) * 100);
  return `${share} %  ${formatCount(read)} of ${formatCount(to_read)}  ${formatCount(Math.round(rate))}/s  ${formatDuration(left)} left  ${root}`;
}

/** Writes one event of a scan for people: results to stdout, what went wrong to stderr. */
export function formatScanEvent(io: Io, event: ScanEvent): void {
  switch (event.type) {
    case "started":
      io.err.write(
        `Scanning ${event.root}: ${formatAmount(event.found, ".torrent file")}, ${formatCount(event.to_read)} to read\n`,
      );
      break;
    case "rejected":
      io.err.write(`Rejected ${event.path}: ${event.code}: ${event.message}\n`);
      break;
    case "unreadable":
      io.err.write(`Cannot read the folder ${event.path}: ${event.message}\n`);
      break;
    case "failed":
      io.err.write(`reseeder: ${event.message}\n${event.hint ? `Try: ${event.hint}\n` : ""}`);
      break;
    case "duplicates":
      io.out.write(`Identical files (SHA-1 ${event.sha1}):\n${event.paths.map((path) => `  ${path}\n`).join("")}`);
      break;
    case "done":
      io.out.write(formatSummary(event));
  }
}

function formatSummary(done: Extract<ScanEvent, { type: "done" }>): string {
  const rejected = Object.entries(done.rejected).sort((a, b) => b[1] - a[1]);
  const total = rejected.reduce((sum, [, files]) => sum + files, 0);
  const counts = ["found", "added", "updated", "unchanged", "returned", "missing", "duplicates"] as const;
  const rows = counts.map((name) => [name, formatCount(done[name])]);
  if (total > 0 && done.new_rejected < total) rejected.unshift(["new", done.new_rejected]);
  rows.push(["rejected", formatCount(total)], ...rejected.map(([code, files]) => [`  ${code}`, formatCount(files)]));
  const title = { done: "Done", partly: "Partly done", failed: "Failed", cancelled: "Cancelled" }[done.status];
  return `${title} in ${formatDuration(done.duration_ms)}\n${formatTable(rows)}`;
}
