import { formatBytes, formatCount } from "../../../core/quantity.ts";
import type { LoggedRequest } from "../../../store/people/request-history.ts";
import { harmless, wrap } from "../../kit/cells.ts";
import { type Column, heading, type Row, row, span, table } from "../../kit/row.ts";
import { statusRole } from "../../kit/status-role.ts";

/** Requests as a table with its titles, in `width` cells; more room shows more columns. */
export function requestTable(requests: readonly LoggedRequest[], width: number): Row[] {
  const wide = width >= 108;
  const fixed = 8 + 4 + 7 + 6 + 5 + 15 + 2 * 6 + (wide ? 10 + 14 + 4 : 0);
  const columns: Column[] = [
    { title: "Time", width: 8, role: "muted" },
    { title: "Code", width: 4, align: "right" },
    { title: "Request", width: Math.max(12, width - fixed) },
    { title: "Took", width: 7, align: "right" },
    { title: "Files", width: 6, align: "right" },
    { title: "Found", width: 5, align: "right" },
    ...(wide ? [{ title: "Sent", width: 10, align: "right" } as const, { title: "User", width: 14 }] : []),
    { title: "Client", width: 15, role: "muted" },
  ];
  return table(
    columns,
    requests.map((request) => [
      clock(request.at),
      span(String(request.status), statusRole(request.status)),
      `${request.method} ${request.path}`,
      took(request.durationUs),
      request.files === null ? "" : formatCount(request.files),
      request.torrents === null ? "" : formatCount(request.torrents),
      ...(wide ? [formatBytes(request.bytesOut), request.userId ?? ""] : []),
      request.client ?? "",
    ]),
  );
}

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
