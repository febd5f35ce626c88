import { harmless } from "../../../core/cells.ts";
import { formatAge, formatCount } from "../../../core/quantity.ts";
import type { ListingStatus } from "../../../store/listing/listing-status.ts";
import type { Run } from "../../../store/operations/runs.ts";
import type { ProcessKind, ProcessState } from "../../../work/observe/heartbeat.ts";
import type { Live } from "../../../work/observe/live.ts";
import { type Row, row, type Span, span } from "../../kit/row.ts";

const LABEL = 9;

/** Which processes there are, since when, and what went wrong last. */
export function serviceRows({ processes, lastScan, lastBackup, lastScrape, list }: Live, now: number): Row[] {
  const rows = [
    row(...label("serve"), ...state(processes, "serve", now)),
    row(...label("watch"), ...state(processes, "watch", now)),
    row(...label("scan"), ...(alive(processes, "scan", now) ?? run(lastScan, now))),
    row(...label("backup"), ...(alive(processes, "backup", now) ?? run(lastBackup, now))),
  ];
  const scraping = alive(processes, "scrape", now);
  if (scraping || lastScrape) rows.push(row(...label("scrape"), ...(scraping ?? run(lastScrape, now))));
  const reading = alive(processes, "tracker", now);
  if (reading || hasList(list)) rows.push(row(...label("tracker"), ...(reading ?? round(list, now))));
  rows.push(row(...label("errors"), errors(openErrors(processes), now)));
  return rows;
}

function errors(failed: readonly ProcessState[], now: number): Span {
  const [last] = failed;
  if (!last) return span("none", "muted");
  const count = failed.length === 1 ? "" : `${formatCount(failed.length)}, last `;
  return span(`${count}${formatAge(now - (last.errorAt ?? now))} ago by ${last.kind} ${last.pid}`, "bad");
}

function label(text: string): Span[] {
  return [span("  "), span(text.padEnd(LABEL), "muted")];
}

function state(processes: readonly ProcessState[], kind: ProcessKind, now: number): Span[] {
  const found = alive(processes, kind, now);
  if (found) return found;
  const last = processes.find((process) => process.kind === kind);
  if (!last) return [span("○ ", "muted"), span("not running", "muted")];
  if (last.endedAt !== null) {
    return [span("○ ", "muted"), span(`not running, ended ${formatAge(now - last.endedAt)} ago`, "muted")];
  }
  return [span("○ ", "bad"), span(`killed or crashed ${formatAge(now - last.seenAt)} ago`, "bad")];
}

/** A process of a kind that is there; a second one is only counted. */
function alive(processes: readonly ProcessState[], kind: ProcessKind, now: number): Span[] | null {
  const all = processes.filter((process) => process.kind === kind && process.status !== "gone");
  const [first] = all;
  if (!first) return null;
  const more = all.length > 1 ? ` +${all.length - 1}` : "";
  if (first.status === "silent") {
    return [span("◐ ", "warn"), span(`not responding for ${formatAge(now - first.seenAt)}${more}`, "warn")];
  }
  const detail = first.detail ? `  ${harmless(first.detail)}` : "";
  return [span("● ", "good"), span(`running for ${formatAge(now - first.startedAt)}${more}`), span(detail, "muted")];
}

function run(last: Run | null, now: number): Span[] {
  if (!last) return [span("○ ", "muted"), span("never", "muted")];
  const { status, finishedAt, startedAt, summary } = last;
  if (status === "running") return [span("○ ", "warn"), span(`interrupted ${formatAge(now - startedAt)} ago`, "warn")];
  const ago = `${formatAge(now - (finishedAt ?? startedAt))} ago`;
  const { message, added } = (summary ?? {}) as { message?: string; added?: number };
  if (status === "failed")
    return [span("○ ", "bad"), span(`failed ${ago}`, "bad"), span(message ? `: ${harmless(message)}` : "", "bad")];
  const note = typeof added === "number" ? `, ${formatCount(added)} added` : "";
  return [span("○ ", "muted"), span(`${status} ${ago}${note}`)];
}

/** Whether somebody says which torrents may be offered, or tried to. */
export function hasList({ state, problem }: ListingStatus): boolean {
  return state !== "none" || problem !== null;
}

/** How the last round went that asked the tracker what may be offered. */
function round({ state, problem, failed, completedAt, numbers }: ListingStatus, now: number): Span[] {
  if (problem) {
    const times = failed > 1 ? ` ${formatCount(failed)} times` : "";
    return [span("○ ", "bad"), span(`failed${times}: ${problem.message}`, "bad")];
  }
  if (state === "restored") return [span("◐ ", "warn"), span("nothing is offered until the next list", "warn")];
  const listed = numbers ? `, ${formatCount(numbers.listed)} listed` : "";
  return [span("○ ", "muted"), span(`done ${formatAge(now - (completedAt ?? now))} ago${listed}`)];
}

/** The processes with an error that nobody has dismissed, the newest error first. */
export function openErrors(processes: readonly ProcessState[]): ProcessState[] {
  const failed = processes.filter(({ error, errorAt, dismissedAt }) => error !== null && errorAt !== dismissedAt);
  return failed.sort((a, b) => (b.errorAt ?? 0) - (a.errorAt ?? 0));
}

/** Which process met an error: another one of the same kind may be running well. */
export function whoseError({ kind, pid, status, detail }: ProcessState): string {
  if (status !== "gone") return `${kind} ${pid}`;
  return `${kind} ${pid} (${kind === "serve" && detail === null ? "did not start" : "ended"})`;
}
