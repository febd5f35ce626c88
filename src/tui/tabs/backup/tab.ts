import { bind } from "../../contract/binding.ts";
import { step } from "../../contract/step.ts";
import type { Tab } from "../../contract/tab.ts";
import { BackupEffects } from "./effects.ts";
import { BACKUP, type BackupEffect, type BackupMessage, type BackupState, backupStep, chosenBackup } from "./state.ts";
import { BackupView } from "./view.tsx";

const isFree = ({ job }: BackupState) => job === null;
const hasBackup = (state: BackupState) => isFree(state) && chosenBackup(state) !== null;
const isBackingUp = ({ job }: BackupState) => job?.kind === "backup";

/** Backups, made, checked and restored. */
export const backup: Tab<BackupState, BackupMessage, BackupEffect> = {
  title: "Backup",
  short: "Backup",
  start: BACKUP,
  keys: [
    bind("c", "c", "Cancel", "Stop the backup", { type: "cancel" }, isBackingUp),
    bind("b", "b", "Back up now", "Make a backup now", { type: "back-up" }, isFree),
    bind("v enter", "v", "Verify", "Verify the selected backup", { type: "verify" }, hasBackup),
    bind("R", "R", "Restore", "Restore the selected backup", { type: "restore" }, hasBackup),
    bind("r", "r", "", "Reload the list", { type: "refresh" }),
  ],
  step: backupStep,
  enter: (state) => step(state, { type: "load" }),
  isStale: (before, live) =>
    before?.lastBackup?.id !== live.lastBackup?.id || before?.lastBackup?.status !== live.lastBackup?.status,
  isOpen: ({ problem }) => problem !== null,
  underWay: ({ job }) => (job ? `The ${job.kind}` : null),
  View: BackupView,
  effects: (context) => new BackupEffects(context),
};
