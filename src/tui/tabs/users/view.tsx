import { wrap } from "../../../core/cells.ts";
import { bytesToHex } from "../../../core/hex.ts";
import { formatBytes, formatCount, formatMinute } from "../../../core/quantity.ts";
import type { HandOut } from "../../../store/people/hand-outs.ts";
import type { ReportRow } from "../../../store/people/reports.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { Lines } from "../../kit/lines.tsx";
import { type ListColumn, listTable } from "../../kit/list-table.ts";
import { EMPTY, heading, type Row, row, span } from "../../kit/row.ts";
import { textPart } from "../../kit/scroll.ts";
import { chosenPlace, type UsersState } from "./state.ts";

/** What went to whom, what users reported, or one report in full. */
export function UsersView({ state, shared }: { state: UsersState; shared: Shared }) {
  const { columns } = shared.size;
  const height = bodyRows(shared.size);
  const { detail } = state;
  const rows = detail ? reportRows(detail, state.top, columns, height) : listRows(state, columns, height);
  return <Lines rows={rows} width={columns} height={height} />;
}

function listRows(state: UsersState, columns: number, height: number): Row[] {
  const { listed, filter, handOuts, reports } = state;
  const place = { chosen: chosenPlace(state), height: height - 1, width: columns };
  const note = filter === "" ? "newest first" : `containing "${filter}"`;
  if (listed === "reports") {
    const nothing = filter === "" ? "No report yet." : "No report contains this text.";
    return [heading("Reports", note), ...listTable(REPORTS, reports, { ...place, nothing })];
  }
  const none = "No hand-outs yet. They are recorded if auth is not none.";
  const nothing = filter === "" ? none : "No hand-out contains this text.";
  return [heading("Hand-outs", note), ...listTable(HAND_OUTS, handOuts, { ...place, nothing })];
}

const HAND_OUTS: readonly ListColumn<HandOut>[] = [
  { title: "Time (UTC)", width: 16, role: "muted", cell: ({ at }) => formatMinute(at) },
  { title: "User", width: 14, grow: 1, cell: ({ identity }) => identity },
  { title: "Torrent", width: 20, grow: 4, cell: ({ name }) => name },
  { title: "Info-hash", width: 40, from: 130, role: "muted", cell: ({ infoHash }) => bytesToHex(infoHash) },
  { title: "ID", width: 8, align: "right", from: 70, role: "muted", cell: ({ torrentId }) => String(torrentId) },
];

const REPORTS: readonly ListColumn<ReportRow>[] = [
  { title: "Time (UTC)", width: 16, role: "muted", cell: ({ at }) => formatMinute(at) },
  { title: "User", width: 12, grow: 1, cell: ({ userId }) => userId ?? span("anonymous", "muted") },
  { title: "Client", width: 12, grow: 1, from: 79, role: "muted", cell: ({ client }) => client ?? "" },
  { title: "Confirmed", width: 9, align: "right", cell: ({ confirmed }) => formatCount(confirmed) },
  { title: "Rejected", width: 8, align: "right", cell: ({ rejected }) => formatCount(rejected) },
  { title: "Size", width: 9, align: "right", from: 70, cell: ({ bytes }) => formatBytes(bytes) },
];

function reportRows({ report, body }: NonNullable<UsersState["detail"]>, top: number, width: number, height: number) {
  const pairs: [string, string][] = [
    ["Time", `${formatMinute(report.at)} UTC`],
    ["User", report.userId ?? "anonymous"],
    ["Client", report.client ?? "unknown"],
    ["Confirmed", formatCount(report.confirmed)],
    ["Rejected", formatCount(report.rejected)],
    ["Size", formatBytes(report.bytes)],
  ];
  const above = [
    heading(`Report ${formatCount(report.id)}`),
    ...pairs.map(([label, value]) => row("  ", span(label.padEnd(16), "muted"), value)),
    EMPTY,
    heading("Body", body ? "" : "deleted to make room for newer reports (report_log_keep_mb)"),
  ];
  const lines = (body ?? []).flatMap((line) => wrap(line, width - 4)).map((line) => row("  ", line));
  return [...above, ...textPart(lines, top, Math.max(1, height - above.length), width)];
}
