import type { BackupEvent } from "../../../work/backup/backup.ts";
import type { BackupFile } from "../../../work/backup/backup-files.ts";

import { confirm } from "../../contract/overlay.ts";
import type { Problem } from "../../contract/problem.ts";
import type { Shared } from "../../contract/shared.ts";
import { pageRows } from "../../contract/size.ts";
import { asking, type Step, step } from "../../contract/step.ts";
import type { TabInput } from "../../contract/tab.ts";
import { moved } from "../../kit/list.ts";

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

/** A backup, a check or a restore that was started here. */
export interface BackupJob {
  kind: BackupJobKind;
  /** Null before the name of a new backup is known. */
  file: string | null;
  startedAt: number;
  /** Whole percents; null where nobody knows. */
  percent: number | null;
  step: string;
  stopping: boolean;
}

export interface BackupState {
  backups: Backups | null;
  chosen: number;
  job: BackupJob | null;
  /** What a check of a file has found, by path: null when all is well. */
  verified: Readonly<Record<string, string | null>>;
  problem: Problem | null;
}

export type BackupMessage =
  | { type: "back-up" | "verify" | "restore" | "cancel" | "refresh" }
  | { type: "listed"; backups: Backups }
  | { type: "started"; job: BackupJobKind; file: string | null; now: number }
  | { type: "progress"; event: BackupEvent }
  | { type: "verified"; file: string; problem: string | null }
  | { type: "ended"; problem: Problem | null }
  | { type: "restore-planned"; file: string; force: boolean; lines: readonly string[] };

export type BackupEffect =
  | { type: "look" | "load" | "back-up" | "stop" }
  | { type: "verify" | "plan-restore"; file: string }
  | { type: "restore"; file: string; force: boolean };

export const BACKUP: BackupState = { backups: null, chosen: 0, job: null, verified: {}, problem: null };

/** The backup that is chosen, if there is one. */
export function chosenBackup({ backups, chosen }: BackupState): BackupFile | null {
  return backups?.files[chosen] ?? null;
}

/** The backups after a message. */
export function backupStep(
  state: BackupState,
  message: BackupMessage | TabInput,
  { size }: Shared,
): Step<BackupState, BackupEffect> {
  const file = chosenBackup(state);
  switch (message.type) {
    case "move":
      return step({
        ...state,
        chosen: moved(state.chosen, message.move, state.backups?.files.length ?? 0, pageRows(size)),
      });
    case "close":
      return step({ ...state, problem: null });
    case "back-up":
      return state.job ? step(state) : step({ ...state, problem: null }, { type: "back-up" });
    case "verify":
      return state.job || !file ? step(state) : step({ ...state, problem: null }, { type: "verify", file: file.path });
    case "restore":
      return state.job || !file ? step(state) : step(state, { type: "plan-restore", file: file.path });
    case "cancel":
      if (state.job?.kind !== "backup") return step(state);
      return step({ ...state, job: { ...state.job, stopping: true } }, { type: "stop" });
    case "listed":
      return step({
        ...state,
        backups: message.backups,
        chosen: Math.max(0, Math.min(state.chosen, message.backups.files.length - 1)),
      });
    case "started": {
      const { job: kind, file: path, now: startedAt } = message;
      return step({
        ...state,
        job: { kind, file: path, startedAt, percent: null, step: "", stopping: false },
        problem: null,
      });
    }
    case "progress": {
      const { job } = state;
      if (!job) return step(state);
      const { event } = message;
      if (event.type === "started") return step({ ...state, job: { ...job, file: event.file } });
      return step({ ...state, job: { ...job, percent: event.percent, step: event.step } });
    }
    case "verified":
      return step({ ...state, verified: { ...state.verified, [message.file]: message.problem } });
    case "ended":
      return step({ ...state, job: null, problem: message.problem }, { type: "look" }, { type: "load" });
    case "restore-planned": {
      const { lines, force } = message;
      return asking(state, confirm("Restore this backup?", lines, { type: "restore", file: message.file, force }));
    }
    case "refresh":
      return step(state, { type: "load" });
    default:
      return step(state);
  }
}
