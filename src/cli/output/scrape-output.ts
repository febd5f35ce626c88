import { displayPath } from "../../core/path-bytes.ts";
import type { ScrapeEvent, ScrapeSummary } from "../../work/scrape/scrape.ts";
import type { Io } from "../io/io.ts";
import { formatAmount, formatCount, formatDuration, formatTable } from "./output.ts";

/** The progress of a round in one line. */
export function scrapeProgress({ counted, due }: { counted: number; due: number }, elapsedMs: number): string {
  const left = (due - counted) * (elapsedMs / Math.max(counted, 1));
  const share = Math.floor((counted / Math.max(due, 1)) * 100);
  return `${share} %  ${formatCount(counted)} of ${formatCount(due)}  ${formatDuration(left)} left`;
}

/** Writes one event of a round for people: results to stdout, what went wrong to stderr. */
export function formatScrapeEvent(io: Io, event: ScrapeEvent): void {
  switch (event.type) {
    case "started":
      io.err.write(`Asking ${event.trackers.join(", ")} about ${formatAmount(event.due, "torrent")}\n`);
      break;
    case "trouble":
      io.err.write(`${event.tracker}: ${event.problem}\n`);
      break;
    case "revived":
      io.out.write(`Revived ${event.info_hash} ${displayPath(event.name)}: ${formatCount(event.seeders)} seeding\n`);
      break;
    case "done":
      io.out.write(formatSummary(event));
  }
}

function formatSummary({ status, duration_ms, problem, ...counts }: ScrapeSummary): string {
  const names = ["due", "counted", "dead", "revived", "implausible", "requests"] as const;
  const rows = names.map((name) => [name, formatCount(counts[name])]);
  const title = { done: "Done", partly: "Partly done", failed: "Failed", cancelled: "Cancelled" }[status];
  const why = problem !== null && status !== "done" ? `: ${problem}` : "";
  return `${title} in ${formatDuration(duration_ms)}${why}\n${formatTable(rows)}`;
}
