import { harmless } from "../../../core/cells.ts";
import { formatBytes, formatCount } from "../../../core/quantity.ts";
import type { Live } from "../../../work/observe/live.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { sparkline } from "../../kit/bars.ts";
import { Lines } from "../../kit/lines.tsx";
import { listTable } from "../../kit/list-table.ts";
import { Panel } from "../../kit/panel.tsx";
import { beside, EMPTY, heading, type Row, row, span } from "../../kit/row.ts";
import { hasList, openErrors, serviceRows, whoseError } from "./process-rows.ts";
import { REQUEST_COLUMNS, requestDetail } from "./request-rows.ts";
import { chosenRequest, type DashboardState, listedRequests } from "./state.ts";

/** What the index holds, who is at work, and what is asked right now. */
export function DashboardView({ state, shared }: { state: DashboardState; shared: Shared }) {
  const { live, size, now, problem } = shared;
  const { columns } = size;
  const height = bodyRows(size);
  if (!live) {
    const { message, hint } = problem ?? { message: "Opening the database…", hint: "" };
    const title = problem?.isMissing ? "No database yet" : problem ? "Cannot read the database" : "";
    const lines = [message, "", hint, problem?.isMissing ? "Or add a folder on the tab Scan and scan it there." : ""];
    return <Panel title={span(title, "warn", true)} lines={lines} width={columns} height={height} />;
  }
  if (state.detail) return <Lines rows={requestDetail(state.detail, columns)} width={columns} height={height} />;
  const top = overviewRows(live, now, columns, height);
  const rate = rateRows(live, columns, height);
  const log = logRows(state, live, columns, height - top.length - rate.length);
  return <Lines rows={[...top, ...rate, ...log]} width={columns} height={height} />;
}

function overviewRows(live: Live, now: number, columns: number, height: number): Row[] {
  const { counts, rejected, database } = live;
  const index = [
    heading("Index"),
    pair("Torrents", formatCount(counts.torrents)),
    pair("Files", formatCount(counts.files)),
    pair("Payload", formatBytes(counts.payload)),
    ...(counts.counted > 0 ? [pair("Dead", formatCount(counts.dead))] : []),
    ...(hasList(live.list) ? [pair("Withheld", formatCount(counts.withheld))] : []),
    pair("Missing", formatCount(counts.missing)),
    pair("Rejected", formatCount(rejected)),
    pair("Scan paths", formatCount(counts.scanPaths)),
    pair("Database", formatBytes(database.bytes + database.walBytes)),
  ];
  const service = [heading("Processes"), ...serviceRows(live, now)];
  const today = todayRows(live);
  if (columns >= 110) return [...beside(beside(index, 30, service), Math.min(columns - 30, 110), today), EMPTY];
  const right = [...service, heading("Today", live.today.day), row("  ", ...todayLine(live))];
  const rows = beside(index, 28, right);
  // A low terminal keeps its lines for the requests.
  return height >= 16 ? [...rows, EMPTY] : rows.slice(0, 6);
}

function pair(label: string, value: string): Row {
  return row("  ", span(label.padEnd(11), "muted"), span(value.padStart(12), "plain", true));
}

function todayRows({ today }: Live): Row[] {
  return [
    heading("Today", today.day),
    pair("Requests", formatCount(today.requests)),
    pair("Matches", formatCount(today.matches)),
    pair("Torrents", formatCount(today.torrentsMatched)),
    pair("Reports", formatCount(today.reports)),
    pair("Confirmed", formatCount(today.confirmed)),
    pair("Rejected", formatCount(today.rejected)),
    pair("Revived", formatCount(today.revived)),
  ];
}

function todayLine({ today }: Live) {
  return [
    span(formatCount(today.requests), "plain", true),
    span(today.requests === 1 ? " request  " : " requests  ", "muted"),
    span(formatCount(today.matches), "plain", true),
    span(today.matches === 1 ? " match  " : " matches  ", "muted"),
    span(formatCount(today.confirmed), "plain", true),
    span(" confirmed", "muted"),
  ];
}

/** Seconds behind which every request of a second has reached the log. */
const SETTLED = 2;
const AVERAGED = 10;

function rateRows({ perSecond }: Live, columns: number, height: number): Row[] {
  const settled = perSecond.counts.slice(0, -SETTLED);
  const recent = settled.slice(-AVERAGED);
  const rate = recent.reduce((sum, n) => sum + n, 0) / AVERAGED;
  const width = columns - 4;
  const perColumn = Math.max(1, Math.ceil(300 / width));
  const minutes = Math.round((width * perColumn) / 60);
  const shown = settled.slice(-width * perColumn);
  const peak = Math.max(0, ...shown);
  const tall = height >= 30 ? 3 : 1;
  const lines = sparkline(shown, width, tall, perColumn);
  return [
    row(
      " ",
      span("Requests", "accent", true),
      span(`  ${rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate))}`, "plain", true),
      span(" per second, peak ", "muted"),
      span(formatCount(peak), "plain", true),
      span(` in ${minutes} minutes`, "muted"),
    ),
    ...lines.map((line) => row("  ", span(line, "accent"))),
  ];
}

/** The request log with a line above it that says whether it is held or filtered. */
function logRows(state: DashboardState, live: Live, columns: number, height: number): Row[] {
  const { held, filter } = state;
  const requests = listedRequests(state, live);
  const chosen = chosenRequest(state, live);
  const waiting = (live.requests[0]?.id ?? 0) - (held?.[0]?.id ?? 0);
  const notes = [
    ...(held ? [`paused, ${formatCount(waiting)} new`] : []),
    ...(filter === "" ? [] : [`containing "${harmless(filter)}"`]),
  ];
  const list = listTable(REQUEST_COLUMNS, requests, {
    chosen,
    height: height - 1,
    width: columns,
    nothing: filter === "" ? "No requests yet." : "No request contains this text.",
  });
  return [notes.length > 0 ? row("  ", span(notes.join(", "), "warn")) : errorRow(live), ...list];
}

/** The last error in full; an empty line where there is none. */
function errorRow({ processes }: Live): Row {
  const [failed] = openErrors(processes);
  return failed ? row("  ", span(`${whoseError(failed)}: ${failed.error ?? ""}`, "bad")) : EMPTY;
}
