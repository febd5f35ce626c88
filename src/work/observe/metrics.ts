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
    gauge("reseeder_build_info", "1, with what runs as labels.", [[{ version: VERSION, commit: COMMIT }, 1]]),
  ];
}

function indexFamilies(store: Store): Family[] {
  const { torrents, files, payload, missing, flagged, removed, withheld, dead, counted } = store.statistics.totals();
  return [
    gauge("reseeder_index_torrents", "Torrents in the index; offered are those that matches find.", [
      [{ state: "offered" }, torrents],
      [{ state: "missing" }, missing],
      [{ state: "flagged" }, flagged],
      [{ state: "removed" }, removed],
      [{ state: "withheld" }, withheld],
    ]),
    gauge("reseeder_index_files", "Files of offered torrents, padding left out.", files),
    gauge("reseeder_index_payload_bytes", "Size of all files of offered torrents.", payload),
    gauge("reseeder_index_counted_torrents", "Offered torrents with a known number of seeders.", counted),
    gauge("reseeder_index_dead_torrents", "Offered torrents without a seeder at the last count.", dead),
    gauge(
      "reseeder_index_stored_torrents",
      "Torrents whose bytes are in the database: those that were pushed.",
      store.storedTorrents.count(),
    ),
    gauge("reseeder_scan_paths", "Registered scan paths.", store.roots.count()),
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
      "When the last complete list of what may be offered came; absent while none is in force.",
      completedAt === null ? [] : [[{}, completedAt / 1000]],
    ),
    gauge("reseeder_list_failed_rounds", "Rounds since then that changed nothing.", failed),
    gauge(
      "reseeder_list_torrents",
      "Torrents of that list: all that may be offered, those never in the index, those whose .torrent lies nowhere.",
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
    counter("reseeder_matches_total", "Answered match requests, by tier: name is phase 1, size phase 2.", [
      ...tiers(sums.matches),
    ]),
    counter("reseeder_matched_torrents_total", "Torrents handed out in answers.", tiers(sums.torrentsMatched)),
    counter("reseeder_matched_files_total", "Files in answers.", tiers(sums.filesMatched)),
    counter("reseeder_reports_total", "Reports of clients.", sums.reports),
    counter("reseeder_confirmed_torrents_total", "Torrents that reports confirm.", sums.confirmed),
    counter("reseeder_rejected_torrents_total", "Torrents that reports reject.", sums.rejected),
    counter(
      "reseeder_revived_torrents_total",
      "Torrents that had no seeder, were confirmed and had one at the next count.",
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
      "When the last scan, backup, scrape or round with the tracker's database ended that was done, wholly or partly.",
      succeeded.map((run) => [{ kind: run.kind }, endOf(run) / 1000]),
    ),
    gauge(
      "reseeder_run_last_duration_seconds",
      "How long the last one took, whatever became of it.",
      ended.map((run) => [{ kind: run.kind }, (endOf(run) - run.startedAt) / 1000]),
    ),
    gauge(
      "reseeder_run_last_outcome",
      "1 for what became of the last one that ended, 0 for what did not.",
      ended.flatMap((run) =>
        OUTCOMES.map((outcome): [Labels, number] => [{ kind: run.kind, outcome }, Number(run.status === outcome)]),
      ),
    ),
    gauge(
      "reseeder_scan_path_oldest_timestamp_seconds",
      "When the scan path that waits longest was last gone through as a whole; absent while one never was.",
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
    gauge("reseeder_database_wal_bytes", "Size of SQLite's log beside it.", sizeOf(`${path}-wal`)),
  ];
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function logFamilies(requestLog: RequestLog): Family[] {
  const { waiting, lost } = requestLog.backlog;
  return [
    gauge("reseeder_request_log_waiting_rows", "Rows of the logs of requests and matches not yet written.", waiting),
    counter("reseeder_request_log_lost_rows_total", "Rows that the database did not take in time.", lost),
  ];
}

function gauge(name: string, help: string, values: number | [Labels, number][]): Family {
  return { name, help, type: "gauge", series: typeof values === "number" ? [[{}, values]] : values };
}

function counter(name: string, help: string, values: number | [Labels, number][]): Family {
  return { ...gauge(name, help, values), type: "counter" } as Family;
}
