import { harmless } from "../../../core/cells.ts";
import { formatAge, formatCount, formatDuration } from "../../../core/quantity.ts";
import type { RejectedFile } from "../../../store/index/locations.ts";
import type { ScannedPath } from "../../../work/roots/scanned-paths.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { progressBar } from "../../kit/bars.ts";
import { Lines } from "../../kit/lines.tsx";
import { type ListColumn, listTable } from "../../kit/list-table.ts";
import { EMPTY, heading, type Row, row, type Span, span } from "../../kit/row.ts";
import { LISTED, type ScanJob, type ScanState } from "./state.ts";

/** The scan paths, a scan under way, and the files that were rejected: one list for the keys. */
export function ScanView({ state, shared }: { state: ScanState; shared: Shared }) {
  const { columns } = shared.size;
  const height = bodyRows(shared.size);
  const paths = pathRows(state, shared, Math.max(2, Math.floor(height / 3)));
  const progress = [EMPTY, ...progressRows(state, shared), EMPTY];
  const rejected = rejectedRows(state, shared, height - paths.length - progress.length);
  return <Lines rows={[...paths, ...progress, ...rejected]} width={columns} height={height} />;
}

function pathRows({ paths, chosen }: ScanState, { now, problem, size }: Shared, height: number): Row[] {
  if (!paths) {
    const text = problem?.isMissing ? "No database yet. Press a to add a folder and create one." : "Counting…";
    return [heading("Scan paths"), row("  ", span(text, "muted"))];
  }
  const columns: ListColumn<ScannedPath>[] = [
    { title: "", width: 20, grow: 1, cut: "start", cell: ({ path }) => path },
    { title: "Torrents", width: 10, align: "right", cell: ({ torrents }) => formatCount(torrents) },
    {
      title: "Rejected",
      width: 9,
      align: "right",
      cell: ({ rejected }) => span(formatCount(rejected), rejected > 0 ? "warn" : "plain"),
    },
    {
      title: "Last scan",
      width: 12,
      align: "right",
      role: "muted",
      cell: ({ scannedAt }) => (scannedAt === null ? "never" : `${formatAge(now - scannedAt)} ago`),
    },
  ];
  const [titles = EMPTY, ...lines] = listTable(columns, paths, {
    chosen,
    height,
    width: size.columns,
    nothing: "None yet. Press a to add the folder that holds the .torrent files.",
  });
  return [titled("Scan paths", titles), ...lines];
}

/** A list's titles with a heading in place of the first, which is empty. */
function titled(title: string, { spans }: Row): Row {
  const [margin = span("  "), column, ...rest] = spans;
  const text = title.padEnd(column?.text.length ?? 0);
  return row(margin, { text, role: "accent", bold: true }, ...rest);
}

function progressRows({ job, trouble, done }: ScanState, { live, now, size }: Shared): Row[] {
  if (job) return jobRows(job, now, size.columns);
  if (trouble) return [row("  ", span(harmless(trouble), "bad")), EMPTY];
  if (done) {
    const rejected = Object.values(done.rejected).reduce((sum, n) => sum + n, 0);
    return [
      row(
        "  ",
        span(TITLES[done.status], done.status === "done" ? "good" : "warn", true),
        ` in ${formatDuration(done.duration_ms)}`,
      ),
      row(
        "  ",
        ...counts({ found: done.found, added: done.added, updated: done.updated, missing: done.missing, rejected }),
      ),
    ];
  }
  const last = live?.lastScan;
  if (!last) return [row("  ", span("Nothing scanned yet.", "muted")), EMPTY];
  const isOther = last.status === "running";
  const when = `${new Date(last.startedAt).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const summary = (last.summary ?? {}) as Partial<Record<"found" | "added" | "updated" | "missing", number>>;
  return [
    row(
      "  ",
      span("Last scan  ", "muted"),
      when,
      span(`  ${isOther ? "in progress, or interrupted" : last.status}`, "muted"),
    ),
    row(
      "  ",
      ...counts({ found: summary.found, added: summary.added, updated: summary.updated, missing: summary.missing }),
    ),
  ];
}

const TITLES = { done: "Done", partly: "Partly done", failed: "Failed", cancelled: "Cancelled" } as const;

function counts(numbers: Readonly<Record<string, number | undefined>>): Span[] {
  return Object.entries(numbers).flatMap(([name, n]) =>
    n === undefined ? [] : [span(formatCount(n), "plain", true), span(` ${name}  `, "muted")],
  );
}

function jobRows({ reading, startedAt, rejected, trouble, stopping }: ScanJob, now: number, columns: number): Row[] {
  if (stopping) return [row("  ", span("Stopping…", "warn")), EMPTY];
  if (!reading) return [row("  ", `Listing folders…  ${formatDuration(now - startedAt)}`), EMPTY];
  const { root, since, read, toRead } = reading;
  const share = toRead === 0 ? 1 : read / toRead;
  const rate = read / Math.max(0.001, (now - since) / 1000);
  const left = rate > 0 && toRead > read ? `, ${formatDuration(((toRead - read) / rate) * 1000)} left` : "";
  const text = `  ${String(Math.floor(share * 100)).padStart(3)} %  ${formatCount(read)} of ${formatCount(toRead)}, ${formatCount(Math.round(rate))}/s${left}`;
  const width = Math.max(10, columns - 2 - 52);
  const note = trouble ? span(harmless(trouble), "warn") : span(harmless(root), "muted");
  return [
    row("  ", span(progressBar(share, width), "accent"), text),
    row("  ", span(rejected > 0 ? `${formatCount(rejected)} rejected  ` : "", "warn"), note),
  ];
}

function rejectedRows(state: ScanState, { live, size }: Shared, height: number): Row[] {
  const { rejected, filter, paths } = state;
  const chosen = state.chosen - (paths?.length ?? 0);
  const total = live?.rejected ?? 0;
  const shown = filter === "" ? formatCount(total) : `${formatCount(rejected.length)} containing "${harmless(filter)}"`;
  const title = heading(
    "Rejected files",
    rejected.length >= LISTED ? `${shown}, first ${formatCount(LISTED)} shown` : shown,
  );
  const file = rejected[chosen];
  const about = file ? [row("  ", span(harmless(file.path), "muted")), row("  ", harmless(file.message))] : [];
  const columns: ListColumn<RejectedFile>[] = [
    { title: "", width: 22, role: "warn", cell: ({ code }) => code },
    { title: "", width: 0, grow: 1, cut: "start", cell: ({ path }) => path.slice(path.lastIndexOf("/") + 1) },
    { title: "", width: 0, grow: 1, role: "muted", cell: ({ message }) => message },
  ];
  const list = listTable(columns, rejected, {
    chosen,
    height: height - about.length,
    width: size.columns,
    nothing: filter === "" ? "None." : "No rejected file contains this text.",
  });
  return [title, ...list.slice(1), ...about];
}
