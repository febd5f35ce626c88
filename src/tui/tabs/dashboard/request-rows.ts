import { harmless, wrap } from "../../../core/cells.ts";
import { formatBytes, formatCount } from "../../../core/quantity.ts";
import type { LoggedRequest } from "../../../store/people/request-history.ts";
import type { ListColumn } from "../../kit/list-table.ts";
import { heading, type Row, row, span } from "../../kit/row.ts";
import { statusRole } from "../../kit/status-role.ts";

/** The columns of the request log. */
export const REQUEST_COLUMNS: readonly ListColumn<LoggedRequest>[] = [
  { title: "Time", width: 8, role: "muted", cell: ({ at }) => clock(at) },
  { title: "Code", width: 4, align: "right", cell: ({ status }) => span(String(status), statusRole(status)) },
  { title: "Request", width: 12, grow: 1, cell: ({ method, path }) => `${method} ${path}` },
  { title: "Reason", width: 20, grow: 5, from: 150, role: "muted", cell: ({ error }) => error ?? "" },
  { title: "Took", width: 6, align: "right", cell: ({ durationUs }) => took(durationUs) },
  { title: "Files", width: 6, align: "right", cell: ({ files }) => (files === null ? "" : formatCount(files)) },
  {
    title: "Found",
    width: 5,
    align: "right",
    cell: ({ torrents }) => (torrents === null ? "" : formatCount(torrents)),
  },
  { title: "Received", width: 10, align: "right", from: 170, cell: ({ bytesIn }) => formatBytes(bytesIn) },
  { title: "Sent", width: 10, align: "right", from: 110, cell: ({ bytesOut }) => formatBytes(bytesOut) },
  { title: "User", width: 14, from: 110, cell: ({ userId }) => userId ?? "" },
  { title: "Client", width: 15, from: 72, role: "muted", cell: ({ client }) => client ?? "" },
];

/** One request in full, in `width` cells. */
export function requestDetail(request: LoggedRequest, width: number): Row[] {
  const pairs: [string, string][] = [
    ["Time", `${new Date(request.at).toISOString().replace("T", " ").replace("Z", " UTC")}`],
    ["Request", `${request.method} ${request.path}`],
    ["Took", took(request.durationUs)],
    ["Received", formatBytes(request.bytesIn)],
    ["Sent", formatBytes(request.bytesOut)],
    ["Client", request.client ?? "unknown"],
    ["User", request.userId ?? "anonymous"],
    ["Files asked", request.files === null ? "none" : formatCount(request.files)],
    ["Torrents found", request.torrents === null ? "none" : formatCount(request.torrents)],
  ];
  const status = row(
    "  ",
    span("Status".padEnd(16), "muted"),
    span(String(request.status), statusRole(request.status)),
  );
  const rows = pairs.map(([label, value]) => row("  ", span(label.padEnd(16), "muted"), harmless(value)));
  rows.splice(2, 0, status);
  if (request.error !== null) {
    const lines = wrap(harmless(request.error), Math.max(20, width - 20));
    rows.push(
      ...lines.map((line, i) => row("  ", span((i === 0 ? "Error" : "").padEnd(16), "muted"), span(line, "bad"))),
    );
  }
  return [heading(`Request ${formatCount(request.id)}`), ...rows];
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

function took(us: number): string {
  if (us < 1_000) return `${us} µs`;
  return us < 1_000_000 ? `${(us / 1_000).toFixed(us < 10_000 ? 1 : 0)} ms` : `${(us / 1_000_000).toFixed(1)} s`;
}
