import { type ListedTorrent, type ShownTorrent, shownTorrentJson, torrentJson } from "../../core/api/torrent-json.ts";
import { displayPath } from "../../core/path-bytes.ts";
import { bytesColumn, type Columns, countColumn, hashColumn, idColumn, textColumn } from "../lists/columns.ts";
import { formatAmount, formatBytes, formatCount } from "./output.ts";

/** Files of a torrent that are shown to people. */
const SHOWN_FILES = 50;

/** Columns of a list of torrents. */
export const TORRENT_COLUMNS = {
  id: idColumn(({ id }) => id),
  hash: hashColumn((torrent) => torrentJson(torrent).info_hash),
  state: textColumn(({ state }) => state),
  size: bytesColumn(({ size }) => size),
  files: countColumn(({ fileCount }) => fileCount),
  seeders: countColumn(({ seeders }) => seeders),
  name: textColumn(({ name }) => name),
} satisfies Columns<ListedTorrent>;

/** Everything about one torrent, for people. */
export function formatTorrent(torrent: ShownTorrent): string {
  const { files, filesTotal, locations } = torrent;
  const json = shownTorrentJson(torrent);
  const swarm =
    torrent.seeders === null
      ? "not counted"
      : `${formatAmount(torrent.seeders, "seeder")}, ${torrent.leechers === null ? "? leechers" : formatAmount(torrent.leechers, "leecher")}, ${json.swarm_seen_at}`;
  const rows: [string, string | null][] = [
    ["torrent id", String(torrent.id)],
    ["external id", torrent.externalId && displayPath(torrent.externalId)],
    ["state", torrent.state],
    ["withheld", torrent.withheld && `${torrent.withheld.reason}, since ${json.withheld?.since}`],
    ["info-hash v1", json.info_hash_v1],
    ["info-hash v2", json.info_hash_v2],
    ["pieces", `${formatCount(torrent.pieceCount)} of ${formatBytes(torrent.pieceLength)}`],
    ["pieces hash", json.pieces_hash],
    ["content", torrent.contentSignature],
    ["private", torrent.private ? "yes" : "no"],
    ["size", `${formatBytes(torrent.size)}, ${formatCount(torrent.totalSize - torrent.size)} bytes of padding`],
    ["swarm", swarm],
    ["added", json.added_at],
    ["matched", `${formatAmount(torrent.matched, "time")}, confirmed ${formatAmount(torrent.confirmed, "time")}`],
    ["in database", torrent.stored ? "yes" : "no"],
  ];
  const shown = files.slice(0, SHOWN_FILES);
  const width = Math.max(...shown.map(({ size }) => formatBytes(size).length), 0);
  return [
    displayPath(torrent.name),
    ...rows.flatMap(([label, value]) => (value === null ? [] : [`  ${label.padEnd(13)} ${value}`])),
    ...locations.map((path) => `  ${"path".padEnd(13)} ${displayPath(path)}`),
    `  ${formatAmount(filesTotal, "file")}`,
    ...shown.map(({ path, size }) => `    ${formatBytes(size).padStart(width)}  ${displayPath(path)}`),
    ...(filesTotal > shown.length ? [`    and ${formatCount(filesTotal - shown.length)} more; --json shows all`] : []),
    "",
  ].join("\n");
}
