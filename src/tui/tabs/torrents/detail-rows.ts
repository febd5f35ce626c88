import { type ShownTorrent, shownTorrentJson } from "../../../core/api/torrent-json.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import { formatAmount, formatBytes, formatCount, formatMinute } from "../../../core/quantity.ts";
import { EMPTY, heading, type Row, row, span } from "../../kit/row.ts";

/** Everything about a torrent, a line each. */
export function detailRows(torrent: ShownTorrent): Row[] {
  const { files, filesTotal, locations, state, withheld } = torrent;
  const json = shownTorrentJson(torrent);
  const pairs: [string, string | null][] = [
    ["Torrent ID", String(torrent.id)],
    ["External ID", torrent.externalId],
    ["Info-hash v1", json.info_hash_v1],
    ["Info-hash v2", json.info_hash_v2],
    ["Private", torrent.private ? "yes" : "no"],
    ["Size", formatBytes(torrent.size)],
    ["Pieces", `${formatCount(torrent.pieceCount)} of ${formatBytes(torrent.pieceLength)}`],
    ["Swarm", swarmOf(torrent)],
    ["Added", `${formatMinute(torrent.addedAt)} UTC`],
    ["Matched", `${formatAmount(torrent.matched, "time")}, confirmed ${formatAmount(torrent.confirmed, "time")}`],
    ["Withheld", withheld && `${withheld.reason}, since ${formatMinute(withheld.since)} UTC`],
    ["Stored", torrent.stored ? "in the database" : null],
  ];
  const shown = pairs.flatMap(([label, value]) => (value === null ? [] : [pair(label, value)]));
  const more = filesTotal - files.length;
  return [
    heading(torrent.name),
    row("  ", span("State".padEnd(LABEL), "muted"), span(state, state === "offered" ? "good" : "warn")),
    ...shown,
    ...locations.map((path, i) => pair(i === 0 ? ".torrent file" : "", displayPath(path))),
    EMPTY,
    heading(formatAmount(filesTotal, "file")),
    ...files.map(({ path, size }) => row("  ", span(formatBytes(size).padStart(10), "muted"), "  ", path)),
    ...(more > 0 ? [row("  ", span(`${formatCount(more)} more`, "muted"))] : []),
  ];
}

const LABEL = 16;

function pair(label: string, value: string): Row {
  return row("  ", span(label.padEnd(LABEL), "muted"), value);
}

function swarmOf({ seeders, leechers, swarmSeenAt }: ShownTorrent): string {
  if (seeders === null) return "not counted yet";
  const counted = swarmSeenAt === null ? "" : `, counted ${formatMinute(swarmSeenAt)} UTC`;
  return `${formatAmount(seeders, "seeder")}${leechers === null ? "" : `, ${formatAmount(leechers, "leecher")}`}${counted}`;
}
