import { harmless } from "../../../core/cells.ts";
import { formatAge, formatBytes, formatCount, formatDuration, formatMinute } from "../../../core/quantity.ts";
import type { BackupFile } from "../../../work/backup/backup-files.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { progressBar } from "../../kit/bars.ts";
import { Lines } from "../../kit/lines.tsx";
import { type ListColumn, listTable } from "../../kit/list-table.ts";
import { EMPTY, heading, type Row, row, span } from "../../kit/row.ts";
import type { BackupJob, BackupState } from "./state.ts";

const DOES = { backup: "Backing up", verify: "Verifying", restore: "Restoring" } as const;

/** The backups there are, and what is being done about them. */
export function BackupView({ state, shared }: { state: BackupState; shared: Shared }) {
  const { now } = shared;
  const { columns } = shared.size;
  const height = bodyRows(shared.size);
  const head = [...planRows(state, shared), EMPTY, ...jobRows(state, now, columns), EMPTY];
  const list = listTable(columnsOf(state, now), state.backups?.files ?? [], {
    chosen: state.chosen,
    height: height - head.length,
    width: columns,
    nothing: state.backups ? "No backup yet. Press b to make one." : "Reading…",
  });
  return <Lines rows={[...head, ...list]} width={columns} height={height} />;
}

function columnsOf({ verified }: BackupState, now: number): ListColumn<BackupFile>[] {
  return [
    { title: "Backup", width: 20, grow: 1, cell: ({ path }) => path.slice(path.lastIndexOf("/") + 1) },
    { title: "Made (UTC)", width: 16, from: 110, role: "muted", cell: ({ at }) => formatMinute(at) },
    { title: "Age", width: 7, align: "right", cell: ({ at }) => formatAge(now - at) },
    { title: "Size", width: 10, align: "right", cell: ({ bytes }) => formatBytes(bytes) },
    { title: "Torrents", width: 9, align: "right", from: 66, cell: ({ torrents }) => formatCount(torrents) },
    {
      title: "Check",
      width: 8,
      cell: ({ path, problem }) => {
        const found = problem ?? verified[path];
        if (found === undefined) return span("–", "muted");
        return found === null ? span("verified", "good") : span("damaged", "bad");
      },
    },
  ];
}

function planRows({ backups }: BackupState, { live, now }: Shared): Row[] {
  const every = backups?.everyHours ?? 0;
  const plan = every === 0 ? "manual only" : `every ${every} h by serve`;
  const last = live?.lastBackup;
  const lastText = last ? `${last.status} ${formatAge(now - (last.finishedAt ?? last.startedAt))} ago` : "never";
  return [
    heading("Backups"),
    row("  ", span("Folder".padEnd(11), "muted"), harmless(backups?.folder ?? "")),
    row(
      "  ",
      span("Schedule".padEnd(11), "muted"),
      backups ? `${plan}; the newest ${formatCount(backups.keep)} are kept` : "",
    ),
    row("  ", span("Last".padEnd(11), "muted"), span(lastText, last?.status === "failed" ? "bad" : "plain")),
  ];
}

function jobRows({ job, problem, backups, chosen, verified }: BackupState, now: number, columns: number): Row[] {
  if (job) return runningRows(job, now, columns);
  if (problem)
    return [row("  ", span(harmless(problem.message), "bad")), row("  ", span(harmless(problem.hint), "muted"))];
  const file = backups?.files[chosen];
  const damage = file && (file.problem ?? verified[file.path]);
  return [row("  ", span(damage ? harmless(damage) : "", "bad")), EMPTY];
}

function runningRows(
  { kind, file, percent, step, startedAt, stopping }: BackupJob,
  now: number,
  columns: number,
): Row[] {
  const what = stopping ? "Stopping" : DOES[kind];
  const name = file ? ` ${file.slice(file.lastIndexOf("/") + 1)}` : "";
  const share = percent === null ? "" : `  ${String(percent).padStart(3)} % ${step}`;
  const bar = percent === null ? "" : progressBar(percent / 100, Math.max(10, columns - 2 - 24));
  return [
    row("  ", span(`${what}${harmless(name)}`, "accent", true), span(`  ${formatDuration(now - startedAt)}`, "muted")),
    row("  ", span(bar, "accent"), span(share)),
  ];
}
