import { formatAge, formatBytes, formatCount, formatDuration } from "../../../core/quantity.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { progressBar } from "../../kit/bars.ts";
import { harmless } from "../../kit/cells.ts";
import { Lines } from "../../kit/lines.tsx";
import { windowOf } from "../../kit/list.ts";
import { EMPTY, heading, listed, type Row, row, span, table } from "../../kit/row.ts";
import type { BackupJob, BackupState } from "./state.ts";

const DOES = { backup: "Backing up", verify: "Verifying", restore: "Restoring" } as const;

/** The backups there are, and what is being done about them. */
export function BackupView({ state, shared }: { state: BackupState; shared: Shared }) {
  const { now } = shared;
  const { columns } = shared.size;
  const height = bodyRows(shared.size);
  const head = [...planRows(state, shared), EMPTY, ...jobRows(state, now, columns), EMPTY];
  const files = state.backups?.files ?? [];
  const { start, end } = windowOf(state.chosen, files.length, Math.max(1, height - head.length - 1));
  const [titles = EMPTY, ...lines] = table(
    [
      { title: "Backup", width: Math.max(20, columns - 3 - 4 * 2 - 7 - 10 - 9 - 8) },
      { title: "Age", width: 7, align: "right" },
      { title: "Size", width: 10, align: "right" },
      { title: "Torrents", width: 9, align: "right" },
      { title: "Check", width: 8 },
    ],
    files.slice(start, end).map(({ path, at, bytes, torrents, problem }) => {
      const verified = state.verified[path];
      const damage = problem ?? verified ?? null;
      const check =
        damage !== null ? span("damaged", "bad") : verified === null ? span("verified", "good") : span("–", "muted");
      return [
        path.slice(path.lastIndexOf("/") + 1),
        formatAge(now - at),
        formatBytes(bytes),
        formatCount(torrents),
        check,
      ];
    }),
  );
  const nothing = state.backups ? "No backup yet: b makes one." : "Looking…";
  const list = files.length === 0 ? [row("  ", span(nothing, "muted"))] : listed(lines, state.chosen - start);
  return <Lines rows={[...head, row("  ", ...titles.spans), ...list]} width={columns} height={height} />;
}

function planRows({ backups }: BackupState, { live, now }: Shared): Row[] {
  const every = backups?.everyHours ?? 0;
  const plan = every === 0 ? "only by hand" : `every ${every} h by serve`;
  const last = live?.lastBackup;
  const lastText = last ? `${last.status} ${formatAge(now - (last.finishedAt ?? last.startedAt))} ago` : "never";
  return [
    heading("Backups"),
    row("  ", span("Folder".padEnd(11), "muted"), harmless(backups?.folder ?? "")),
    row(
      "  ",
      span("Made".padEnd(11), "muted"),
      backups ? `${plan}, the newest ${formatCount(backups.keep)} are kept` : "",
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
