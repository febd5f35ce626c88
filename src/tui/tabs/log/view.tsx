import { wrap } from "../../../core/cells.ts";
import { formatCount, formatTime } from "../../../core/quantity.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { Lines } from "../../kit/lines.tsx";
import { type ListColumn, listTable } from "../../kit/list-table.ts";
import { EMPTY, heading, row, span } from "../../kit/row.ts";
import type { LogEntry } from "./entries.ts";
import { type LogState, listedEntries } from "./state.ts";

/** Lines below the list for the chosen entry in full. */
const ABOUT = 5;

/** What processes did and met, with the chosen entry in full below. */
export function LogView({ state, shared }: { state: LogState; shared: Shared }) {
  const { columns } = shared.size;
  const height = bodyRows(shared.size);
  const entries = listedEntries(state, shared);
  const chosen = Math.max(0, Math.min(state.chosen, entries.length - 1));
  const entry = entries[chosen];
  const lines = entry ? wrap(entry.text, columns - 4).slice(0, ABOUT - 1) : [];
  const about = [EMPTY, ...lines.map((line) => row("  ", span(line, entry?.role)))];
  const place = { chosen, height: height - 1 - ABOUT, width: columns, nothing: nothingOf(state) };
  const list = [heading("Log", noteOf(state, entries)), ...listTable(COLUMNS, entries, place)];
  const filled = [...list, ...Array.from({ length: Math.max(0, height - list.length - ABOUT) }, () => EMPTY)];
  return <Lines rows={[...filled, ...about]} width={columns} height={height} />;
}

function nothingOf({ filter, isErrorsOnly }: LogState): string {
  if (filter !== "") return "No entry contains this text.";
  return isErrorsOnly ? "No errors." : "Nothing yet.";
}

function noteOf({ filter, isErrorsOnly }: LogState, entries: readonly LogEntry[]): string {
  const notes = [
    isErrorsOnly ? `errors only: ${formatCount(entries.length)}` : `${formatCount(entries.length)}, newest first`,
    ...(filter === "" ? [] : [`containing "${filter}"`]),
  ];
  return notes.join(", ");
}

const COLUMNS: readonly ListColumn<LogEntry>[] = [
  { title: "Time (UTC)", width: 19, role: "muted", cell: ({ at }) => formatTime(at) },
  { title: "Process", width: 9, cell: ({ kind }) => kind },
  { title: "PID", width: 7, align: "right", role: "muted", cell: ({ pid }) => String(pid) },
  { title: "Event", width: 20, grow: 1, cell: ({ text, role }) => span(text, role) },
];
