import { type ListedTorrent, torrentJson } from "../../../core/api/torrent-json.ts";
import { formatBytes, formatCount, formatMinute } from "../../../core/quantity.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { Lines } from "../../kit/lines.tsx";
import { type ListColumn, listTable } from "../../kit/list-table.ts";
import { heading, type Row, row, span } from "../../kit/row.ts";
import { textPart } from "../../kit/scroll.ts";
import { detailRows } from "./detail-rows.ts";
import type { TorrentsState } from "./state.ts";

/** The torrents of the index, or one of them in full. */
export function TorrentsView({ state, shared }: { state: TorrentsState; shared: Shared }) {
  const { columns } = shared.size;
  const height = bodyRows(shared.size);
  const rows = state.detail
    ? textPart(detailRows(state.detail), state.top, height, columns)
    : listRows(state, columns, height);
  return <Lines rows={rows} width={columns} height={height} />;
}

function listRows(state: TorrentsState, columns: number, height: number): Row[] {
  const { problem, torrents, chosen, isLoading, text } = state;
  if (problem)
    return [heading("Torrents"), row("  ", span(problem.message, "bad")), row("  ", span(problem.hint, "muted"))];
  const none = text === "" ? "No torrents." : "No torrent matches.";
  const nothing = isLoading ? "Searching…" : none;
  return [
    heading("Torrents", noteOf(state)),
    ...listTable(COLUMNS, torrents, { chosen, height: height - 1, width: columns, nothing }),
  ];
}

function noteOf({ torrents, next, state, text, isComplete }: TorrentsState): string {
  const notes = [
    `${formatCount(torrents.length)}${next === null ? "" : " and more"}`,
    ...(state === null ? [] : [`${state} only`]),
    ...(text === "" ? [] : [`matching "${text}"`]),
    ...(isComplete ? [] : ["some are not searchable yet"]),
  ];
  return notes.join(", ");
}

const ROLES = { offered: "good", withheld: "muted", missing: "warn", flagged: "warn", removed: "bad" } as const;

const COLUMNS: readonly ListColumn<ListedTorrent>[] = [
  { title: "Name", width: 20, grow: 1, cell: ({ name }) => name },
  { title: "State", width: 8, cell: ({ state }) => span(state, ROLES[state]) },
  { title: "Size", width: 10, align: "right", cell: ({ size }) => formatBytes(size) },
  { title: "Files", width: 6, align: "right", from: 70, cell: ({ fileCount }) => formatCount(fileCount) },
  {
    title: "Seeders",
    width: 7,
    align: "right",
    cell: ({ seeders }) => (seeders === null ? span("–", "muted") : formatCount(seeders)),
  },
  { title: "Matched", width: 9, align: "right", from: 120, cell: ({ matched }) => formatCount(matched) },
  { title: "Confirmed", width: 9, align: "right", from: 120, cell: ({ confirmed }) => formatCount(confirmed) },
  { title: "Added (UTC)", width: 16, from: 140, role: "muted", cell: ({ addedAt }) => formatMinute(addedAt) },
  { title: "Info-hash", width: 40, from: 170, role: "muted", cell: (torrent) => torrentJson(torrent).info_hash },
  { title: "External ID", width: 11, from: 200, role: "muted", cell: ({ externalId }) => externalId ?? "" },
  { title: "ID", width: 8, align: "right", from: 70, role: "muted", cell: ({ id }) => String(id) },
];
