import { formatAge, formatBytes, formatCount, formatDuration, formatMinute } from "../../../core/quantity.ts";
import type { Band } from "../../../store/index/statistics.ts";
import type { Run } from "../../../store/operations/runs.ts";
import type { Snapshot } from "../../../work/observe/snapshot.ts";
import { bar } from "../../kit/bars.ts";
import { beside as besides, EMPTY, heading, type Row, row, span, table } from "../../kit/row.ts";
import type { StatisticsState } from "./state.ts";

/** Widths from which on sections stand beside each other, in two columns and in three. */
const [WIDE, WIDER] = [110, 165];

/** The statistics as lines of at most `columns` cells. */
export function statisticsRows(
  { data, readAt, loading, problem }: StatisticsState,
  columns: number,
  now: number,
): Row[] {
  if (problem) return [row(" ", span(problem.message, "bad")), row(" ", span(problem.hint, "muted"))];
  if (!data) return [row(" ", span("Reading the index…", "muted"))];
  const beside = columns >= WIDER ? 3 : columns >= WIDE ? 2 : 1;
  const width = Math.floor(columns / beside) - 2;
  const index = [
    indexRows(data, loading ? "reloading…" : readAgo(now - readAt)),
    listRows(data, now),
    swarmRows(data, now),
  ];
  const shape = [
    kindRows(data, width),
    bandRows("Size of torrents", data.torrentSizes, formatBytes, width),
    bandRows("Files per torrent", data.filesPerTorrent, formatCount, width),
  ];
  const days = [dayRows(data, width)];
  const swarms = [neededRows(data.swarms.mostNeeded, width), revivedRows(data.swarms.revivals, width)];
  const wanted = [
    activeRows("Most wanted torrents", data.mostMatched, width),
    activeRows("Most confirmed torrents", data.mostConfirmed, width),
  ];
  const rejected = [rejectedRows(data, width)];
  const scans = [scanRows(data.scans)];
  const lines = {
    1: [[...index, ...days, ...swarms, ...wanted, ...shape, ...rejected, ...scans]],
    2: [
      [...index, ...shape, ...rejected],
      [...days, ...swarms, ...wanted, ...scans],
    ],
    3: [
      [...index, ...shape],
      [...days, ...scans, ...rejected],
      [...wanted, ...swarms],
    ],
  }[beside]
    .map((sections) => sections.flatMap(section))
    .reduceRight((right, left) => besides(left, width + 2, right));
  while (lines.at(-1)?.spans.every(({ text }) => text.trim() === "")) lines.pop();
  return lines;
}

function readAgo(ms: number): string {
  return ms < 1_000 ? "read just now" : `read ${formatAge(ms)} ago`;
}

function section(rows: readonly Row[]): Row[] {
  return rows.length === 0 ? [] : [...rows, EMPTY];
}

function indexRows(data: Snapshot, age: string): Row[] {
  const pairs: [string, string][] = [
    ["Offered torrents", formatCount(data.torrents)],
    ["Files", formatCount(data.files)],
    ["Payload", formatBytes(data.payload)],
    ["Missing", formatCount(data.missing)],
    ["Withheld", formatCount(data.withheld)],
    ["Flagged", formatCount(data.flagged)],
    ["Removed", formatCount(data.removed)],
    [".torrent files", `${formatCount(data.torrentFiles.count)}, ${formatBytes(data.torrentFiles.bytes)}`],
    ["In the database", `${formatCount(data.storedTorrents.count)}, ${formatBytes(data.storedTorrents.bytes)}`],
    ["Database", `${formatBytes(data.database.bytes)} + ${formatBytes(data.database.walBytes)} log`],
  ];
  return [heading("Index", age), ...pairs.map(([label, value]) => row("  ", span(label.padEnd(20), "muted"), value))];
}

/** Nothing where nobody says which torrents may be offered. */
function listRows({ list, withheld }: Snapshot, now: number): Row[] {
  const { state, owner, completedAt, numbers, failed, problem } = list;
  if (state === "none" && problem === null) return [];
  const read = completedAt === null ? "never" : `${formatAge(now - completedAt)} ago, from ${owner}`;
  const pairs: [string, string][] = [
    ["Read", state === "restored" ? "not since the restore: nothing is offered" : read],
    ["Listed", numbers ? formatCount(numbers.listed) : "–"],
    ["Withheld", formatCount(withheld)],
    ["Not in the index", numbers ? formatCount(numbers.unknown) : "–"],
    ["Without a .torrent", numbers ? formatCount(numbers.withoutTorrent) : "–"],
    ...(problem ? [["Failed rounds", `${formatCount(failed)}, last: ${problem.message}`] as [string, string]] : []),
  ];
  return [
    heading("Tracker's list"),
    ...pairs.map(([label, value]) => row("  ", span(label.padEnd(20), "muted"), value)),
  ];
}

/** Nothing where nobody ever counted. */
function swarmRows({ dead, torrents, swarms }: Snapshot, now: number): Row[] {
  const { unknown, pending, revived, lastScrape } = swarms;
  if (unknown === torrents && revived === 0 && lastScrape === null) return [];
  const scraped = lastScrape && `${formatAge(now - lastScrape.startedAt)} ago, ${lastScrape.status}`;
  const pairs: [string, string][] = [
    ["Dead", formatCount(dead)],
    ["Unknown", formatCount(unknown)],
    ["Revived", formatCount(revived)],
    ["Confirmed, waiting", formatCount(pending)],
    ["Last scrape", scraped ?? "never"],
  ];
  return [heading("Swarms"), ...pairs.map(([label, value]) => row("  ", span(label.padEnd(20), "muted"), value))];
}

function neededRows(torrents: Snapshot["swarms"]["mostNeeded"], width: number): Row[] {
  if (torrents.length === 0) return [];
  const rows = table(
    [
      { title: "Name", width: width - 2 - 22 },
      { title: "Leechers", width: 9, align: "right" },
      { title: "Confirmed", width: 9, align: "right" },
    ],
    torrents.map(({ name, leechers, confirmed }) => [
      name,
      leechers === null ? "" : formatCount(leechers),
      formatCount(confirmed),
    ]),
  );
  return [heading("Most needed torrents"), ...rows.map(indented)];
}

function revivedRows(revivals: Snapshot["swarms"]["revivals"], width: number): Row[] {
  if (revivals.length === 0) return [];
  const rows = table(
    [
      { title: "Name", width: width - 2 - 29 },
      { title: "When (UTC)", width: 16, role: "muted" },
      { title: "Seeders", width: 9, align: "right" },
    ],
    revivals.map(({ name, at, seeders }) => [name, formatMinute(at), formatCount(seeders)]),
  );
  return [heading("Revived torrents"), ...rows.map(indented)];
}

function kindRows({ kinds, torrents }: Snapshot, width: number): Row[] {
  const parts: [string, number][] = [
    ["v1", kinds.v1],
    ["v2", kinds.v2],
    ["hybrid", kinds.hybrid],
    ["private", kinds.private],
  ];
  return [heading("Versions"), ...barRows(parts, Math.max(1, torrents), width)];
}

function bandRows(title: string, bands: readonly Band[], format: (from: number) => string, width: number): Row[] {
  const parts = bands.map(({ from, count }, i): [string, number] => {
    const next = bands[i + 1];
    return [next ? `${format(from)} – ${format(next.from)}` : `${format(from)} and more`, count];
  });
  const shown = parts.filter(([, count]) => count > 0);
  return shown.length === 0 ? [] : [heading(title), ...barRows(shown, Math.max(...shown.map(([, n]) => n)), width)];
}

function barRows(parts: readonly (readonly [label: string, count: number])[], most: number, width: number): Row[] {
  const cells = parts.map(([label, count]) => [label, formatCount(count), bar(count, most, width - 37)]);
  return table(
    [
      { title: "", width: 22, role: "muted" },
      { title: "", width: 9, align: "right" },
      { title: "", width: Math.max(0, width - 37), role: "accent" },
    ],
    cells,
  )
    .slice(1)
    .map(indented);
}

function dayRows({ days }: Snapshot, width: number): Row[] {
  if (days.length === 0) return [];
  const most = Math.max(...days.map(({ matches }) => matches));
  const rest = Math.max(0, width - 2 - 10 - 4 * 11);
  const rows = table(
    [
      { title: "Day (UTC)", width: 10, role: "muted" },
      { title: "Requests", width: 9, align: "right" },
      { title: "Matches", width: 9, align: "right" },
      { title: "Torrents", width: 9, align: "right" },
      { title: "Confirmed", width: 9, align: "right" },
      { title: "", width: rest - 2, role: "accent" },
    ],
    days.map((day) => [
      day.day,
      ...[day.requests, day.matches, day.torrentsMatched, day.confirmed].map(formatCount),
      bar(day.matches, most, rest - 2),
    ]),
  );
  return [heading("Matches and confirmations by day"), ...rows.map(indented)];
}

function activeRows(title: string, torrents: Snapshot["mostMatched"], width: number): Row[] {
  if (torrents.length === 0) return [];
  const rows = table(
    [
      { title: "Name", width: width - 2 - 22 },
      { title: "Matched", width: 9, align: "right" },
      { title: "Confirmed", width: 9, align: "right" },
    ],
    torrents.map(({ name, matched, confirmed }) => [name, formatCount(matched), formatCount(confirmed)]),
  );
  return [heading(title), ...rows.map(indented)];
}

function rejectedRows({ rejected }: Snapshot, width: number): Row[] {
  const parts = Object.entries(rejected).sort((a, b) => b[1] - a[1]);
  return parts.length === 0 ? [] : [heading("Rejected files"), ...barRows(parts, parts[0]?.[1] ?? 1, width)];
}

function scanRows(scans: readonly Run[]): Row[] {
  if (scans.length === 0) return [];
  const rows = table(
    [
      { title: "Scan (UTC)", width: 16, role: "muted" },
      { title: "Status", width: 9 },
      { title: "Took", width: 9, align: "right" },
      { title: "Added", width: 7, align: "right" },
      { title: "Missing", width: 7, align: "right" },
    ],
    scans.map(({ startedAt, finishedAt, status, summary }) => {
      const { added = 0, missing = 0 } = (summary ?? {}) as { added?: number; missing?: number };
      const took = finishedAt === null ? "" : formatDuration(finishedAt - startedAt);
      return [
        formatMinute(startedAt),
        span(status, status === "failed" ? "bad" : "plain"),
        took,
        ...[added, missing].map(formatCount),
      ];
    }),
  );
  return [heading("Scans"), ...rows.map(indented)];
}

function indented(line: Row): Row {
  return { ...line, spans: [span("  "), ...line.spans] };
}
