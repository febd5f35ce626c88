import { basename } from "node:path";
import { formatAmount } from "../../../core/quantity.ts";
import { backupFolder } from "../../../work/backup/backup.ts";
import { listBackups } from "../../../work/backup/backup-files.ts";
import { restorePlan } from "../../../work/backup/restore-plan.ts";
import { runJob } from "../../../work/jobs/job.ts";
import { attempt, type Context } from "../../contract/context.ts";
import { type Problem, problemOf } from "../../contract/problem.ts";
import type { Runner } from "../../contract/tab.ts";
import { restoreLines } from "./restore-lines.ts";
import type { BackupEffect, BackupJobKind, BackupMessage, BackupState } from "./state.ts";

/** The backups, and what this process does about them. */
export class BackupEffects implements Runner<BackupEffect> {
  private stopping: AbortController | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly context: Context<BackupState, BackupMessage>) {}

  run(effect: BackupEffect): void {
    switch (effect.type) {
      case "look":
        this.context.look();
        break;
      case "load":
        this.load();
        break;
      case "back-up":
        this.backUp();
        break;
      case "verify":
        this.verify(effect.file);
        break;
      case "plan-restore":
        this.plan(effect.file);
        break;
      case "restore":
        this.restore(effect.file, effect.force);
        break;
      case "stop":
        this.stopping?.abort();
        break;
    }
  }

  /** Asks a backup to end, and waits until it has; a restore is waited for. */
  async stop(): Promise<void> {
    this.stopping?.abort();
    await this.running;
  }

  /** Lists the backups. */
  private load(): void {
    const { stores, send } = this.context;
    attempt(this.context, () => {
      const backups = stores.use((store) => {
        const { backup_keep: keep, backup_interval_hours: everyHours } = store.settings.read().settings;
        return { folder: backupFolder(store), keep, everyHours };
      });
      // Before the first backup there is no folder yet.
      const files = (() => {
        try {
          return listBackups(backups.folder);
        } catch (error) {
          if ((error as { cause?: { code?: string } }).cause?.code === "ENOENT") return [];
          throw error;
        }
      })();
      send({ type: "listed", backups: { ...backups, files } });
    });
  }

  /** Makes a backup now. */
  private backUp(): void {
    const { path, send, tell } = this.context;
    this.start("backup", null, async (signal) => {
      const request = { path, folder: null, keep: null, run: null };
      const made = await runJob("backup", request, {
        onEvent: (event) => send({ type: "progress", event }),
        signal,
      });
      send({ type: "verified", file: made.file, problem: null });
      const [trouble] = made.problems;
      const text = `Backup made and verified: ${formatAmount(made.torrents, "torrent")}.`;
      tell(trouble ? { type: "said", tone: "bad", text: trouble } : { type: "said", tone: "good", text });
    });
  }

  /** Reads a backup through. */
  private verify(file: string): void {
    const { send, tell } = this.context;
    this.start("verify", file, async () => {
      try {
        const { torrents } = await runJob("verify", { path: file }, { awaited: false });
        send({ type: "verified", file, problem: null });
        const text = `The backup is intact: ${formatAmount(torrents, "torrent")}.`;
        tell({ type: "said", tone: "good", text });
      } catch (error) {
        send({ type: "verified", file, problem: problemOf(error).message });
        throw error;
      }
    });
  }

  /** Finds out what a restore would take away, and asks. */
  private plan(file: string): void {
    const { stores, send, clock } = this.context;
    const at = this.context.state().backups?.files.find(({ path }) => path === file)?.at ?? clock();
    attempt(this.context, () => {
      const plan = stores.use((store) => restorePlan(store, file));
      send({
        type: "restore-planned",
        file,
        force: plan.holders.length > 0,
        lines: restoreLines(plan, file, at, clock()),
      });
    });
  }

  /** Puts a backup in place of the database; this process lets go of it meanwhile. */
  private restore(file: string, force: boolean): void {
    const { path, tell, release } = this.context;
    this.start("restore", file, async () => {
      const takeAgain = release();
      try {
        const { kept, torrents } = await runJob("restore", { file, path, force });
        const old = kept === null ? "" : ` The old database is now ${basename(kept)}.`;
        tell({ type: "said", tone: "good", text: `Restored: ${formatAmount(torrents, "torrent")}.${old}` });
      } finally {
        takeAgain();
      }
    });
  }

  private start(kind: BackupJobKind, file: string | null, action: (signal: AbortSignal) => Promise<void>): void {
    const { send, clock } = this.context;
    if (this.stopping) return;
    const stopping = new AbortController();
    this.stopping = stopping;
    send({ type: "started", job: kind, file, now: clock() });
    this.running = action(stopping.signal)
      .then(
        (): Problem | null => null,
        (error) => {
          const problem = problemOf(error);
          return stopping.signal.aborted ? { ...problem, hint: "" } : problem;
        },
      )
      .then((problem) => {
        this.stopping = null;
        send({ type: "ended", problem });
      });
  }
}
