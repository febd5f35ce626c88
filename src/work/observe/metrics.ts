import { statSync } from "node:fs";
import type { Family, Labels } from "../../core/api/prometheus.ts";
import { COMMIT, VERSION } from "../../core/version.ts";
import type { Run, RunKind } from "../../store/operations/runs.ts";
import type { Store } from "../../store/store.ts";
import type { RequestCounts } from "../requests/request-counts.ts";
import type { RequestLog } from "../requests/request-log.ts";
import { processFamilies } from "./process-metrics.ts";

/** Work whose age an operator wants to know. */
const KINDS = ["scan", "backup", "scrape", "tracker"] as const satisfies readonly RunKind[];
const OUTCOMES = ["done", "partly", "failed", "cancelled"] as const;

/**
 * Everything that `GET /metrics` tells. Reads kept counts, one row a day, and the newest runs: no table that grows with
 * the index.
 */
export function metrics(store: Store, requests: RequestCounts, requestLog: RequestLog): Family[] {
  return [
    ...store.read(() => [
      ...indexFamilies(store),
      ...listFamilies(store),
      ...activityFamilies(store),
      ...runFamilies(store),
    ]),
    ...databaseFamilies(store),
    ...requests.families(),
    ...logFamilies(requestLog),
    ...processFamilies(),
    gauge("reseeder_build_info", "Always 1, with version and commit as labels.", [
      [{ version: VERSION, commit: COMMIT }, 1],
    ]),
  ];
}

function indexFamilies(store: Store): Family[] {
  const { torrents, files, payload, missing, flagged, removed, withheld, dead, counted } = store.statistics.totals();
  return [
    gauge("reseeder_index_torrents", "Torrents in the index, by state. Only offered ones are matched.", [
      [{ state: "offered" }, torrents],
      [{ state: "missing" }, missing],
      [{ state: "flagged" }, flagged],
      [{ state: "removed" }, removed],
      [{ state: "withheld" }, withheld],
    ]),
    gauge("reseeder_index_files", "Files of offered torrents, without padding files.", files),
    gauge("reseeder_index_payload_bytes", "Total size of the files of offered torrents.", payload),
    gauge("reseeder_index_counted_torrents", "Offered torrents with a seeder count.", counted),
    gauge("reseeder_index_dead_torrents", "Offered torrents with no seeders at the last count.", dead),
    gauge(
      "reseeder_index_stored_torrents",
      "Torrents stored in the database, by upload, import or store_torrents.",
      store.storedTorrents.count(),
    ),
    gauge("reseeder_scan_paths", "Scan paths.", store.roots.count()),
  ];
}

function listFamilies(store: Store): Family[] {
  const { completedAt, numbers, failed } = store.listing.status();
  const lines = numbers && {
    listed: numbers.listed,
    unknown: numbers.unknown,
    without_torrent: numbers.withoutTorrent,
  };
  return [
    gauge(
      "reseeder_list_last_complete_timestamp_seconds",
      "When the last complete tracker list was read. Absent if there is none.",
      completedAt === null ? [] : [[{}, completedAt / 1000]],
    ),
    gauge("reseeder_list_failed_rounds", "Failed rounds since then.", failed),
    gauge(
      "reseeder_list_torrents",
      "Torrents on that list: all, those not in the index, and those without a .torrent file.",
      Object.entries(lines ?? {}).map(([kind, n]): [Labels, number] => [{ kind }, n]),
    ),
  ];
}

function activityFamilies(store: Store): Family[] {
  const sums = store.statistics.sums();
  const tiers = ({ name, size }: { name: number; size: number }): [Labels, number][] => [
    [{ tier: "name" }, name],
    [{ tier: "size" }, size],
  ];
  return [
    counter("reseeder_matches_total", "Match requests by tier: name is phase 1, size is phase 2.", [
      ...tiers(sums.matches),
    ]),
    counter("reseeder_matched_torrents_total", "Torrents in match responses.", tiers(sums.torrentsMatched)),
    counter("reseeder_matched_files_total", "Matched files in match responses.", tiers(sums.filesMatched)),
    counter("reseeder_reports_total", "Reports from clients.", sums.reports),
    counter("reseeder_confirmed_torrents_total", "Torrents confirmed in reports.", sums.confirmed),
    counter("reseeder_rejected_torrents_total", "Torrents rejected in reports.", sums.rejected),
    counter(
      "reseeder_revived_torrents_total",
      "Dead torrents that were confirmed and then had a seeder.",
      sums.revived,
    ),
  ];
}

function runFamilies(store: Store): Family[] {
  const ended = KINDS.flatMap((kind) => store.runs.newest(kind, 1, OUTCOMES));
  const succeeded = KINDS.flatMap((kind) => store.runs.newest(kind, 1, ["done", "partly"]));
  const scanned = store.roots.list().map(({ scannedAt }) => scannedAt);
  const oldest = scanned.length > 0 && !scanned.includes(null) ? Math.min(...scanned.map(Number)) : null;
  return [
    gauge(
      "reseeder_run_last_success_timestamp_seconds",
      "End of the last scan, backup, scrape or tracker round that succeeded, fully or partly.",
      succeeded.map((run) => [{ kind: run.kind }, endOf(run) / 1000]),
    ),
    gauge(
      "reseeder_run_last_duration_seconds",
      "Duration of the last one, whether it succeeded or not.",
      ended.map((run) => [{ kind: run.kind }, (endOf(run) - run.startedAt) / 1000]),
    ),
    gauge(
      "reseeder_run_last_outcome",
      "1 for the outcome of the last one, 0 for the other outcomes.",
      ended.flatMap((run) =>
        OUTCOMES.map((outcome): [Labels, number] => [{ kind: run.kind, outcome }, Number(run.status === outcome)]),
      ),
    ),
    gauge(
      "reseeder_scan_path_oldest_timestamp_seconds",
      "Last complete scan of the scan path that has waited longest. Absent if a path was never scanned.",
      oldest === null ? [] : [[{}, oldest / 1000]],
    ),
  ];
}

function endOf({ startedAt, finishedAt }: Run): number {
  return finishedAt ?? startedAt;
}

function databaseFamilies({ path }: Store): Family[] {
  return [
    gauge("reseeder_database_bytes", "Size of the database file.", sizeOf(path)),
    gauge("reseeder_database_wal_bytes", "Size of the database's WAL file.", sizeOf(`${path}-wal`)),
  ];
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function logFamilies(requestLog: RequestLog): Family[] {
  const { waiting, lost } = requestLog.backlog;
  return [
    gauge("reseeder_request_log_waiting_rows", "Request and match log rows that are not written yet.", waiting),
    counter("reseeder_request_log_lost_rows_total", "Log rows that were lost because the database was locked.", lost),
  ];
}

function gauge(name: string, help: string, values: number | [Labels, number][]): Family {
  return { name, help, type: "gauge", series: typeof values === "number" ? [[{}, values]] : values };
}

function counter(name: string, help: string, values: number | [Labels, number][]): Family {
  return { ...gauge(name, help, values), type: "counter" } as Family;
}
