import type { RejectedFile } from "../../store/index/locations.ts";
import type { ApiRequest } from "../../work/api-test/api-examples.ts";
import type { ApiAnswer } from "../../work/api-test/api-test.ts";
import type { BackupEvent } from "../../work/backup/backup.ts";
import type { BackupFile } from "../../work/backup/backup-files.ts";
import type { Live } from "../../work/observe/live.ts";
import type { Snapshot } from "../../work/observe/snapshot.ts";
import type { ScannedPath } from "../../work/roots/scanned-paths.ts";
import type { ScanEvent } from "../../work/scan/scan-event.ts";
import type { Edit } from "../kit/field.ts";
import type { Move } from "../kit/list.ts";

export const TABS = ["dashboard", "scan", "statistics", "settings", "backup", "api"] as const;
export type Tab = (typeof TABS)[number];

/** What went wrong, for the screen. */
export interface Problem {
  message: string;
  /** What to try; empty where nothing is known. */
  hint: string;
}

/** One setting as the form shows it. */
export interface SettingRow {
  key: string;
  value: string;
  fallback: string;
  unit: string;
  doc: string;
  /** Which values it takes. */
  limits: string;
  /** What is wrong with the stored value; null when it is used. */
  problem: string | null;
}

/** The backups of the database, and how it is backed up by itself. */
export interface Backups {
  folder: string;
  /** The newest first. */
  files: BackupFile[];
  keep: number;
  /** 0: never. */
  everyHours: number;
}

export type BackupJobKind = "backup" | "verify" | "restore";

/** What a key asks for. */
export type Command =
  | { type: "tab"; to: Tab | "next" | "previous" }
  | { type: "move"; move: Move }
  | { type: "edit"; edit: Edit }
  | {
      type:
        | "help"
        | "close"
        | "accept"
        | "confirm"
        | "filter"
        | "quit"
        | "quit-now"
        | "refresh"
        | "cancel"
        | "pause"
        | "open"
        | "add-path"
        | "remove-path"
        | "scan"
        | "scan-path"
        | "prune"
        | "edit-setting"
        | "reset-setting"
        | "edit-address"
        | "edit-header"
        | "edit-body"
        | "back-up"
        | "verify"
        | "restore"
        | "send"
        | "walk";
    };

/** What happens besides: time goes by, work gets done. Times in Unix milliseconds. */
export type Event =
  | { type: "tick"; now: number }
  | { type: "resized"; columns: number; rows: number }
  | { type: "looked"; live: Live; now: number }
  | { type: "trouble"; problem: Problem; now: number }
  | { type: "said"; tone: "good" | "bad"; text: string }
  | { type: "paths"; paths: ScannedPath[] }
  | { type: "rejected"; files: RejectedFile[] }
  | { type: "scan-started"; now: number }
  | { type: "scanning"; events: readonly ScanEvent[]; now: number }
  | { type: "scan-ended"; problem: Problem | null }
  | { type: "statistics"; data: Snapshot; now: number }
  | { type: "statistics-failed"; problem: Problem }
  | { type: "settings"; rows: SettingRow[] }
  | { type: "invalid"; problem: string }
  | { type: "stored" }
  | { type: "backups"; backups: Backups }
  | { type: "backup-started"; job: BackupJobKind; file: string | null; now: number }
  | { type: "backup-progress"; event: BackupEvent }
  | { type: "verified"; file: string; problem: string | null }
  | { type: "backup-ended"; problem: Problem | null }
  | { type: "restore-planned"; file: string; force: boolean; lines: readonly string[] }
  | { type: "header"; line: string }
  | { type: "api"; requests: ApiRequest[]; address: string }
  | { type: "answered"; request: ApiRequest; answer: ApiAnswer; lines: string[] }
  | { type: "unanswered"; problem: Problem }
  | { type: "sent" };

export type Message = Command | Event;
