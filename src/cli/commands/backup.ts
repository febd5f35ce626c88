import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { displayPath } from "../../core/path-bytes.ts";
import { type BackupEvent, backupFolder } from "../../work/backup/backup.ts";
import { listBackups } from "../../work/backup/backup-files.ts";
import { verifyBackup } from "../../work/backup/verify-backup.ts";
import { runJob } from "../../work/jobs/job.ts";
import { DB_FLAG, defineCommand, type Invocation, JSON_FLAG } from "../command.ts";
import { wholeNumber } from "../flags.ts";
import { ListWriter, listFlags } from "../lists/list-writer.ts";
import { look } from "../open-store.ts";
import { BACKUP_COLUMNS, backupJson, formatBackup } from "../output/backup-output.ts";
import { formatAmount, ProgressLine, writeJson } from "../output/output.ts";

type Called = Pick<Invocation<typeof args>, "io" | "flags">;

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  dir: {
    type: "string",
    variable: true,
    valueHint: "DIR",
    description: "Use this folder (default: setting backup_dir)",
  },
  keep: {
    type: "string",
    variable: true,
    valueHint: "N",
    description: "Keep the newest N backups (default: setting backup_keep)",
  },
  ...listFlags(BACKUP_COLUMNS),
  list: { type: "boolean", description: "List the backups in the folder" },
  verify: { type: "string", valueHint: "FILE", description: "Verify a backup and change nothing" },
} as const;

/** `reseeder backup` */
const command = defineCommand({
  details: "The database may be in use. The backup is verified, and the oldest backups are deleted.",
  args,
  examples: [
    ["reseeder backup", "Back up now; without a terminal, print only problems"],
    ["reseeder backup --dir /mnt/nas/reseeder --keep 30", "Back up to another folder and keep more"],
    ["reseeder backup --list", "List the backups"],
    ["reseeder backup --verify backups/reseeder-20261120T161500Z.db", "Verify a backup"],
  ],
  async run(invocation) {
    const { flags } = invocation;
    const verify = flags.verify;
    if (flags.list && verify !== undefined) throw new ReseederError("USAGE", "--list and --verify exclude each other");
    if (!flags.list && (flags.null || flags.columns.length > 0)) {
      throw new ReseederError("USAGE", "--columns and --null need --list");
    }
    if (verify !== undefined) return verifyOne(invocation, verify);
    return flags.list ? list(invocation) : make(invocation);
  },
});

export default command;

async function make({ io, flags }: Called): Promise<number> {
  const progress = new ProgressLine(io);
  const onEvent = (event: BackupEvent) => {
    if (flags.json) writeJson(io.out, event);
    else if (event.type === "progress") progress.show(`${event.step} ${event.percent} %`);
  };
  const keep = flags.keep === undefined ? null : wholeNumber("keep", flags.keep, 1, 10_000);
  const request = { path: databaseOf({ io, flags }), folder: folderOf({ io, flags }), keep, run: null };
  const made = await runJob("backup", request, { onEvent, signal: io.signal }).finally(() => progress.clear());
  if (flags.json) writeJson(io.out, { type: "done", ...made });
  else if (io.out.isTerminal) io.out.write(formatBackup(made));
  for (const problem of made.problems) io.err.write(`reseeder: ${problem}\n`);
  return made.status === "done" ? 0 : 3;
}

function list(called: Called): number | Promise<number> {
  const { io, flags } = called;
  const writer = new ListWriter(io, BACKUP_COLUMNS, flags);
  const print = async (folder: string, files = listBackups(folder)) => {
    if (flags.json) for (const file of files) writeJson(io.out, backupJson(file));
    else if (files.length === 0 && !flags.null) io.err.write(`No backups in ${displayPath(folder)} yet\n`);
    else await writer.write(files);
    return 0;
  };
  const folder = folderOf(called);
  if (folder !== null) return print(folder);
  return look(called, (store) => {
    const configured = backupFolder(store);
    // The first backup makes it.
    return existsSync(configured) ? print(configured) : print(configured, []);
  });
}

function verifyOne({ io, flags }: Called, given: string): number {
  const file = resolve(io.cwd, given);
  const { version, torrents, tables, identity } = verifyBackup(file);
  const rows = Object.values(tables).reduce((sum, n) => sum + n, 0);
  if (flags.json) writeJson(io.out, { file, ok: true, version, torrents, rows, lineage: identity?.lineage ?? null });
  else io.out.write(`${file} is intact: ${formatAmount(torrents, "torrent")}, ${formatAmount(rows, "row")}\n`);
  return 0;
}

function databaseOf({ io, flags }: Called): string {
  return resolve(io.cwd, flags.db);
}

function folderOf({ io, flags }: Called): string | null {
  return flags.dir === undefined ? null : resolve(io.cwd, flags.dir);
}
