import { shorten } from "../../core/cells.ts";
import { isoTime } from "../../core/iso-time.ts";
import { displayPath } from "../../core/path-bytes.ts";
import type { ActiveTorrent, Band } from "../../store/index/statistics.ts";
import type { Run } from "../../store/operations/runs.ts";
import type { Backups, Snapshot } from "../../work/observe/snapshot.ts";
import { listRows, listStatusJson } from "./list-status-output.ts";
import { formatBytes, formatCount, formatDuration, formatTable, utcTime } from "./output.ts";

/** The snapshot as docs/json.md describes it: snake_case names, ISO 8601 times, lower-case hex. */
export function snapshotJson(numbers: Snapshot): unknown {
  const active = (torrents: Snapshot["mostMatched"]) =>
    torrents.map(({ torrentId, externalId, infoHash, name, matched, confirmed, rejected }) => ({
      torrent_id: torrentId,
      external_id: externalId,
      info_hash: infoHash,
      name,
      matched,
      confirmed,
      rejected,
    }));
  return {
    torrents: numbers.torrents,
    files: numbers.files,
    payload_bytes: numbers.payload,
    missing: numbers.missing,
    flagged: numbers.flagged,
    withheld: numbers.withheld,
    dead: numbers.dead,
    seeders_unknown: numbers.swarms.unknown,
    revived: numbers.swarms.revived,
    waiting_for_seeder: numbers.swarms.pending,
    removed: numbers.removed,
    scan_paths: numbers.scanPaths,
    torrent_files: numbers.torrentFiles.count,
    torrent_files_bytes: numbers.torrentFiles.bytes,
    stored_torrents: numbers.storedTorrents.count,
    stored_torrents_bytes: numbers.storedTorrents.bytes,
    v1: numbers.kinds.v1,
    v2: numbers.kinds.v2,
    hybrid: numbers.kinds.hybrid,
    private: numbers.kinds.private,
    files_per_torrent: numbers.filesPerTorrent,
    torrent_sizes: numbers.torrentSizes,
    rejected: numbers.rejected,
    scans: numbers.scans.map(runJson),
    last_backup: numbers.backups.last && runJson(numbers.backups.last),
    last_backup_failure: numbers.backups.failure && runJson(numbers.backups.failure),
    last_scrape: numbers.swarms.lastScrape && runJson(numbers.swarms.lastScrape),
    list: listStatusJson(numbers.list),
    tracker: numbers.tracker,
    serving: numbers.serving,
    days: numbers.days.map(({ torrentsMatched, filesMatched, ...day }) => ({
      ...day,
      torrents_matched: torrentsMatched,
      files_matched: filesMatched,
    })),
    most_matched: active(numbers.mostMatched),
    most_confirmed: active(numbers.mostConfirmed),
    most_needed: numbers.swarms.mostNeeded.map(({ torrentId, infoHash, ...torrent }) => ({
      torrent_id: torrentId,
      info_hash: infoHash,
      ...torrent,
    })),
    revivals: numbers.swarms.revivals.map(({ torrentId, infoHash, name, userId, confirmedAt, at, seeders }) => ({
      torrent_id: torrentId,
      info_hash: infoHash,
      name,
      user_id: userId,
      confirmed_at: isoTime(confirmedAt),
      at: isoTime(at),
      seeders,
    })),
    database: {
      path: numbers.database.path,
      bytes: numbers.database.bytes,
      wal_bytes: numbers.database.walBytes,
    },
  };
}

function runJson({ id, status, startedAt, finishedAt, summary }: Run): unknown {
  return {
    id,
    status,
    started_at: isoTime(startedAt),
    finished_at: isoTime(finishedAt),
    summary,
  };
}

/** The snapshot for people. */
export function formatSnapshot(numbers: Snapshot): string {
  const { kinds, torrents } = numbers;
  const share = torrents === 0 ? "" : ` (${Math.round((kinds.private / torrents) * 100)} %)`;
  const parts = [
    section("Index", [
      ["torrents on offer", formatCount(torrents)],
      ["files", formatCount(numbers.files)],
      ["payload", formatBytes(numbers.payload)],
      ["v1 / v2 / hybrid", `${formatCount(kinds.v1)} / ${formatCount(kinds.v2)} / ${formatCount(kinds.hybrid)}`],
      ["private", `${formatCount(kinds.private)}${share}`],
      ["missing", formatCount(numbers.missing)],
      ["withheld", formatCount(numbers.withheld)],
      ["flagged", formatCount(numbers.flagged)],
      ["removed", formatCount(numbers.removed)],
      [".torrent files", `${formatCount(numbers.torrentFiles.count)} (${formatBytes(numbers.torrentFiles.bytes)})`],
      [
        "in the database",
        `${formatCount(numbers.storedTorrents.count)} (${formatBytes(numbers.storedTorrents.bytes)})`,
      ],
      ["scan paths", formatCount(numbers.scanPaths)],
      ...numbers.serving.map((address) => ["served at", address]),
      ["database", `${formatBytes(numbers.database.bytes)} + ${formatBytes(numbers.database.walBytes)} log`],
    ]),
    section("Files per torrent", bands(numbers.filesPerTorrent, String)),
    section("Size of torrents", bands(numbers.torrentSizes, formatBytes)),
    section(
      "Rejected files",
      Object.entries(numbers.rejected).map(([code, files]) => [code, formatCount(files)]),
    ),
    section("Scans", numbers.scans.map(scanRow)),
    section("Backups", backupRows(numbers.backups)),
    section("Tracker's list", listRows(numbers.list, numbers.tracker)),
    section("Swarms", swarmRows(numbers)),
    section("Days", [
      ["", "requests", "matches", "torrents", "reports", "confirmed", "rejected", "revived"],
      ...numbers.days.map((day) => [
        day.day,
        ...[day.requests, day.matches, day.torrentsMatched, day.reports, day.confirmed, day.rejected, day.revived].map(
          formatCount,
        ),
      ]),
    ]),
    section("Most matched", numbers.mostMatched.map(activeRow)),
    section("Most confirmed", numbers.mostConfirmed.map(activeRow)),
    section("Most needed", numbers.swarms.mostNeeded.map(neededRow)),
    section("Revived", numbers.swarms.revivals.map(revivalRow)),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  const isEmpty = rows.length === 0 || (rows.length === 1 && rows[0]?.[0] === "");
  return isEmpty ? "" : `${title}\n${formatTable(rows)}`;
}

function bands(counts: readonly Band[], format: (from: number) => string): string[][] {
  return counts.flatMap(({ from, count }, i) => {
    const next = counts[i + 1];
    const label = next ? `${format(from)} to under ${format(next.from)}` : `${format(from)} and more`;
    return count === 0 ? [] : [[label, formatCount(count)]];
  });
}

function scanRow({ startedAt, finishedAt, status, summary }: Run): string[] {
  const counts = (summary ?? {}) as Partial<Record<"found" | "added" | "missing", number>>;
  return [
    utcTime(startedAt),
    status,
    finishedAt === null ? "" : formatDuration(finishedAt - startedAt),
    `${formatCount(counts.found ?? 0)} found`,
    `${formatCount(counts.added ?? 0)} added`,
    `${formatCount(counts.missing ?? 0)} missing`,
  ];
}

/** Nothing where nobody ever counted. */
function swarmRows({ dead, torrents, swarms }: Snapshot): string[][] {
  const { unknown, pending, revived, lastScrape } = swarms;
  if (unknown === torrents && revived === 0 && lastScrape === null) return [];
  const rows = [
    ["dead", formatCount(dead)],
    ["unknown", formatCount(unknown)],
    ["revived", formatCount(revived)],
    ["confirmed, no seeder yet", formatCount(pending)],
  ];
  return lastScrape ? [...rows, ["last scrape", `${utcTime(lastScrape.startedAt)} ${lastScrape.status}`]] : rows;
}

function neededRow({ name, leechers, confirmed }: Snapshot["swarms"]["mostNeeded"][number]): string[] {
  const waiting = leechers === null ? "" : `${formatCount(leechers)} waiting`;
  return [shorten(displayPath(name), 60), waiting, `${formatCount(confirmed)} confirmed`];
}

function revivalRow({ name, at, seeders, userId }: Snapshot["swarms"]["revivals"][number]): string[] {
  return [shorten(displayPath(name), 60), utcTime(at), `${formatCount(seeders)} seeding`, displayPath(userId ?? "")];
}

function backupRows({ last, failure }: Backups): string[][] {
  const at = ({ startedAt }: Run) => utcTime(startedAt);
  const { file, bytes = 0 } = (last?.summary ?? {}) as { file?: string; bytes?: number };
  const { message = "" } = (failure?.summary ?? {}) as { message?: string };
  const rows = last ? [["last", at(last), formatBytes(bytes), displayPath(file ?? "")]] : [];
  return failure ? [...rows, ["failed since", at(failure), "", message]] : rows;
}

function activeRow({ name, matched, confirmed }: Pick<ActiveTorrent, "name" | "matched" | "confirmed">): string[] {
  return [shorten(displayPath(name), 60), `${formatCount(matched)} matched`, `${formatCount(confirmed)} confirmed`];
}
