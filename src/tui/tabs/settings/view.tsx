import { harmless, wrap } from "../../../core/cells.ts";
import type { Prompt } from "../../contract/overlay.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { editedLine } from "../../kit/edited-line.ts";
import { Lines } from "../../kit/lines.tsx";
import { type ListColumn, listTable } from "../../kit/list-table.ts";
import { EMPTY, heading, type Row, row, type Span, span } from "../../kit/row.ts";
import type { SettingRow, SettingsState } from "./state.ts";

const KEY = 28;
const ABOUT = 5;
/** Lines of them for what the setting is for. */
const DOC = 3;

/** Every setting with its value, its default and what it is for; edited in its own line. */
export function SettingsView({ state, shared }: { state: SettingsState; shared: Shared }) {
  const { rows, chosen } = state;
  const { columns } = shared.size;
  const height = bodyRows(shared.size);
  const typed = shared.overlay?.type === "prompt" ? shared.overlay : null;
  const list = listTable(COLUMNS, rows, {
    chosen,
    height: height - 1 - ABOUT,
    width: columns,
    nothing: "Reading…",
  }).map((line) => (typed && line.chosen ? editedRow(rows[chosen]?.key ?? "", typed, columns) : line));
  const body = [heading("Settings", rows.length === 0 ? "" : `${chosen + 1} of ${rows.length}`), ...list];
  const filled = [...body, ...Array.from({ length: Math.max(0, height - body.length - ABOUT) }, () => EMPTY)];
  return <Lines rows={[...filled, ...aboutRows(rows[chosen], typed, columns)]} width={columns} height={height} />;
}

const COLUMNS: readonly ListColumn<SettingRow>[] = [
  { title: "Setting", width: KEY, cell: ({ key }) => key },
  { title: "Value", width: 8, grow: 1, cell: shownValue },
  { title: "Default", width: 8, grow: 1, role: "muted", cell: ({ fallback }) => fallback },
  { title: "What it does", width: 40, grow: 3, from: 130, role: "muted", cell: ({ doc }) => doc },
];

function editedRow(key: string, { field }: Prompt, columns: number): Row {
  return row(span("› "), span(key.padEnd(KEY), "accent", true), "  ", ...editedLine(field, columns - KEY - 5));
}

function shownValue({ value, fallback, problem }: SettingRow): Span {
  if (problem) return span(value, "bad");
  return value === fallback ? span(value) : span(value, "accent", true);
}

/** What the chosen setting is for, and what is wrong with its value or with what is being typed. */
function aboutRows(setting: SettingRow | undefined, typed: Prompt | null, columns: number): Row[] {
  if (!setting) return [];
  const doc = wrap(setting.doc, columns - 4);
  const problem = typed?.problem ?? setting.problem;
  return [
    EMPTY,
    ...Array.from({ length: DOC }, (_, i) => row("  ", doc[i] ?? "", i === DOC - 1 && doc.length > DOC ? " …" : "")),
    row("  ", problem ? span(harmless(problem), "bad") : span(setting.limits, "muted")),
  ];
}
