import { mkdirSync, realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { failureOf, systemReason } from "../../core/thrown-error.ts";
import { copyDatabase } from "../../store/database/copy.ts";
import { examine } from "../../store/database/examine.ts";
import { giveTo, publish } from "../../store/database/fsync.ts";
import type { RunStatus } from "../../store/operations/runs.ts";
import { Store } from "../../store/store.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import {
  discard,
  type Origin,
  type Pruned,
  pruneBackups,
  type Reservation,
  removeLeftovers,
  reserve,
} from "./backup-files.ts";

export interface BackupRequest {
  /** The database. */
  path: string;
  /** Absolute; null for the setting `backup_dir`. */
  folder: string | null;
  /** How many backups to keep; null for the setting `backup_keep`. */
  keep: number | null;
  /** The row in `runs` that stands for it; null makes one. */
  run: number | null;
}

export type BackupEvent =
  | { type: "started"; database: string; file: string }
  /** Whole percents of the step. */
  | { type: "progress"; step: "copying" | "verifying"; percent: number };

/** A backup that was made and verified. */
export interface BackupResult {
  /** `partly`: it is good, but older ones could not be removed. */
  status: "done" | "partly";
  file: string;
  bytes: number;
  torrents: number;
  /** Rows of all tables. */
  rows: number;
  removed: string[];
  problems: string[];
  duration_ms: number;
}

/** The folder for backups that the settings name. */
export function backupFolder(store: Store): string {
  return resolve(dirname(store.path), store.settings.read().settings.backup_dir);
}

/**
 * Makes a verified copy of a database that others use meanwhile, under a temporary name until it is whole, then removes
 * the oldest beyond those to keep. Stands in the way of its thread for as long as the copy takes. The run is noted in
 * the database where that can be written.
 * @throws ReseederError `BACKUP_…`, `DATABASE_…`
 */
export async function makeBackup(
  request: BackupRequest,
  tell: (event: BackupEvent) => void,
  signal: AbortSignal,
  clock: () => number = Date.now,
): Promise<BackupResult> {
  const startedAt = clock();
  const { folder, keep, origin } = plan(request);
  const run = request.run ?? note(request.path, (store) => store.runs.start("backup", process.pid, startedAt));
  // Before the copy is made, which is to hold it.
  note(request.path, (store) => store.backupNumbers.next(startedAt, origin.path));
  const finish = (status: RunStatus, summary: unknown) =>
    run !== null && note(request.path, (store) => store.runs.finish(run, status, summary, clock()));
  try {
    const made = await copyTo(folder, request.path, tell, signal, clock);
    const { removed, problems } = prune(folder, origin, keep, made.file);
    const status = problems.length === 0 ? "done" : "partly";
    const result: BackupResult = { status, ...made, removed, problems, duration_ms: clock() - startedAt };
    finish(status, result);
    return result;
  } catch (error) {
    finish(signal.aborted ? "cancelled" : "failed", failureOf(error));
    throw error;
  }
}

function plan({ path, folder, keep }: BackupRequest): { folder: string; keep: number; origin: Origin } {
  const store = Store.open(path, { readonly: true });
  try {
    const { backup_keep } = store.settings.read().settings;
    const origin = { lineage: store.identity().lineage, path: realpathSync(path) };
    return { folder: folder ?? backupFolder(store), keep: keep ?? backup_keep, origin };
  } finally {
    store.close();
  }
}

/** Writes about the run; a database that cannot be written must not stand in the way of its backup. */
function note<T>(path: string, write: (store: Store) => T): T | null {
  try {
    const store = Store.open(path);
    try {
      return store.write(() => write(store));
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof ReseederError && /^DATABASE_(READONLY|FULL|IO|LOCKED)$/.test(error.code)) return null;
    throw error;
  }
}

async function copyTo(
  folder: string,
  database: string,
  tell: (event: BackupEvent) => void,
  signal: AbortSignal,
  clock: () => number,
): Promise<Pick<BackupResult, "file" | "bytes" | "torrents" | "rows">> {
  const reservation = prepare(folder, database, clock());
  const { path: file, temporary } = reservation;
  try {
    tell({ type: "started", database, file });
    const counted = await copy(database, reservation, percentages(tell, "copying"));
    await pause(signal);
    tell({ type: "progress", step: "verifying", percent: 0 });
    const { problems, tables, torrents } = examine(temporary);
    const wrong = problems[0] ?? Object.keys(counted).find((table) => counted[table] !== tables[table]);
    if (wrong !== undefined) throw damaged(database, wrong);
    tell({ type: "progress", step: "verifying", percent: 100 });
    await pause(signal);
    giveTo(database, temporary);
    publish(temporary, file);
    const rows = Object.values(counted).reduce((sum, n) => sum + n, 0);
    return { file, bytes: statSync(file).size, torrents, rows };
  } catch (error) {
    throw error instanceof ReseederError ? error : failed(folder, systemReason(error), error);
  } finally {
    discard(reservation);
  }
}

function prepare(folder: string, database: string, now: number): Reservation {
  try {
    const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (made !== undefined) giveTo(database, folder);
    removeLeftovers(folder, now);
    return reserve(folder, now);
  } catch (error) {
    throw failed(folder, systemReason(error), error);
  }
}

async function copy(database: string, { temporary, path }: Reservation, onShare: (share: number) => void) {
  try {
    return await copyDatabase(database, temporary, onShare);
  } catch (error) {
    // What fails about the copy is told of the backup, not of a file that is gone by then.
    if (!(error instanceof ReseederError) || !error.message.includes(temporary)) throw error;
    const why = error.code === "DATABASE_FULL" ? "the disk is full" : error.message.replaceAll(temporary, path);
    throw failed(dirname(path), why, error);
  }
}

function prune(folder: string, origin: Origin, keep: number, made: string): Pruned {
  try {
    return pruneBackups(folder, origin, keep, made);
  } catch (error) {
    return { removed: [], problems: [systemReason(error)] };
  }
}

/** Takes shares and tells each whole percent once. */
function percentages(tell: (event: BackupEvent) => void, step: "copying"): (share: number) => void {
  let last = -1;
  return (share) => {
    const percent = Math.floor(share * 100);
    if (percent !== last) tell({ type: "progress", step, percent });
    last = percent;
  };
}

async function pause(signal: AbortSignal): Promise<void> {
  await yieldToEventLoop();
  if (signal.aborted) throw new ReseederError("BACKUP_FAILED", "The backup was cancelled", { hint: "" });
}

function failed(folder: string, why: string, cause: unknown): ReseederError {
  return new ReseederError("BACKUP_FAILED", `Cannot create a backup in ${folder}: ${why}`, { cause });
}

function damaged(database: string, wrong: string): ReseederError {
  return new ReseederError("BACKUP_DAMAGED", `The backup of ${database} is damaged (${wrong}) and was deleted`, {
    hint: "The database itself may be damaged. Run `reseeder doctor --full`. Older backups were kept.",
  });
}
