import { formatAge, formatCount, formatDuration } from "../../../core/quantity.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { progressBar } from "../../kit/bars.ts";
import { harmless } from "../../kit/cells.ts";
import { Lines } from "../../kit/lines.tsx";
import { windowOf } from "../../kit/list.ts";
import { EMPTY, heading, listed, type Row, row, type Span, span, table } from "../../kit/row.ts";
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

function pathRows({ paths, chosen }: ScanState, { now, live, problem, size }: Shared, height: number): Row[] {
  if (!paths) {
    const text = problem && !live ? "No database yet: a adds a folder and makes one." : "Counting…";
    return [heading("Scan paths"), row("  ", span(text, "muted"))];
  }
  if (paths.length === 0) {
    return [
      heading("Scan paths"),
      row("  ", span("None yet: a adds the folder that holds the .torrent files.", "muted")),
    ];
  }
  const { start, end } = windowOf(Math.min(chosen, paths.length - 1), paths.length, height);
  const [titles = EMPTY, ...lines] = table(
    [
      { title: "Path", width: size.columns - 3 - 3 * 2 - 10 - 9 - 12, cut: "start" },
      { title: "Torrents", width: 10, align: "right" },
      { title: "Rejected", width: 9, align: "right" },
      { title: "Last scan", width: 12, align: "right" },
    ],
    paths
      .slice(start, end)
      .map(({ path, torrents, rejected, scannedAt }) => [
        path,
        formatCount(torrents),
        span(formatCount(rejected), rejected > 0 ? "warn" : "plain"),
        span(scannedAt === null ? "never" : `${formatAge(now - scannedAt)} ago`, "muted"),
      ]),
  );
  return [titled("Scan paths", titles, "Path"), ...listed(lines, chosen - start)];
}

/** A table's titles with a heading in place of the first. */
function titled(title: string, { spans }: Row, first: string): Row {
  const [column, ...rest] = spans;
  const text = (column?.text ?? "").replace(first, title);
  return row("  ", { text: text.slice(0, column?.text.length), role: "accent", bold: true }, ...rest);
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
  if (!last) return [row("  ", span("Nothing was scanned yet.", "muted")), EMPTY];
  const isOther = last.status === "running";
  const when = `${new Date(last.startedAt).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const summary = (last.summary ?? {}) as Partial<Record<"found" | "added" | "updated" | "missing", number>>;
  return [
    row(
      "  ",
      span("Last scan  ", "muted"),
      when,
      span(`  ${isOther ? "under way, or broken off" : last.status}`, "muted"),
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
  if (!reading) return [row("  ", `Listing the folders…  ${formatDuration(now - startedAt)}`), EMPTY];
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
  const shown = filter === "" ? formatCount(total) : `${formatCount(rejected.length)} with "${harmless(filter)}"`;
  const title = heading(
    "Rejected files",
    rejected.length >= LISTED ? `${shown}, the first ${formatCount(LISTED)}` : shown,
  );
  if (rejected.length === 0) {
    return [title, row("  ", span(filter === "" ? "None." : "No rejected file holds that text.", "muted"))];
  }
  const file = rejected[chosen];
  const about = file ? [row("  ", span(harmless(file.path), "muted")), row("  ", harmless(file.message))] : [];
  const { start, end } = windowOf(Math.max(0, chosen), rejected.length, Math.max(1, height - 1 - about.length));
  const room = size.columns - 3 - 2 * 2 - 22;
  const lines = table(
    [
      { title: "", width: 22, role: "warn" },
      { title: "", width: Math.ceil(room / 2), cut: "start" },
      { title: "", width: Math.floor(room / 2), role: "muted" },
    ],
    rejected.slice(start, end).map(({ path, code, message }) => [code, path.slice(path.lastIndexOf("/") + 1), message]),
  ).slice(1);
  return [title, ...listed(lines, chosen - start), ...about];
}
