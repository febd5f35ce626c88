import { resolve } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { Store } from "../../store/store.ts";
import { type BackupEvent, backupFolder } from "../../work/backup/backup.ts";
import { listBackups } from "../../work/backup/backup-files.ts";
import { verifyBackup } from "../../work/backup/verify-backup.ts";
import { runJob } from "../../work/jobs/job.ts";
import { type Command, DB_FLAG, type Invocation, JSON_FLAG } from "../command.ts";
import { wholeNumber } from "../flags.ts";
import { backupJson, formatBackup, formatBackups } from "../output/backup-output.ts";
import { formatAmount, ProgressLine, writeJson } from "../output/output.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  dir: {
    type: "string",
    variable: true,
    valueHint: "DIR",
    description: "Folder for backups (else the setting backup_dir)",
  },
  keep: {
    type: "string",
    variable: true,
    valueHint: "NUMBER",
    description: "Newest backups to keep (else the setting backup_keep)",
  },
  list: { type: "boolean", description: "List the backups in the folder" },
  verify: { type: "string", valueHint: "FILE", description: "Check a backup; changes nothing" },
} as const;

/** `reseeder backup` */
const command: Command = {
  definition: {
    meta: { description: "Copies the database while it is in use, checks the copy, and removes the oldest copies." },
  },
  args,
  examples: [
    [
      "reseeder backup",
      "A copy with the date in its name; off a terminal nothing is printed unless something is wrong",
    ],
    ["reseeder backup --dir /mnt/nas/reseeder --keep 30", "To another folder, keeping more"],
    ["reseeder backup --list", "The copies that there are"],
    ["reseeder backup --verify backups/reseeder-20261120T161500Z.db", "Whether a copy is sound"],
  ],
  async run(invocation) {
    const { flags } = invocation;
    const verify = flags["verify"];
    if (flags["list"] && verify !== undefined)
      throw new ReseederError("USAGE", "--list and --verify exclude each other");
    if (typeof verify === "string") return verifyOne(invocation, verify);
    return flags["list"] ? list(invocation) : make(invocation);
  },
};

export default command;

async function make({ io, flags }: Invocation): Promise<number> {
  const progress = new ProgressLine(io);
  const onEvent = (event: BackupEvent) => {
    if (flags["json"]) writeJson(io.out, event);
    else if (event.type === "progress") progress.show(`${event.step} ${event.percent} %`);
  };
  const keep = flags["keep"] === undefined ? null : wholeNumber("keep", String(flags["keep"]), 1, 10_000);
  const request = { path: databaseOf({ io, flags }), folder: folderOf({ io, flags }), keep, run: null };
  const made = await runJob("backup", request, { onEvent, signal: io.signal }).finally(() => progress.clear());
  if (flags["json"]) writeJson(io.out, { type: "done", ...made });
  else if (io.out.isTerminal) io.out.write(formatBackup(made));
  for (const problem of made.problems) io.err.write(`reseeder: ${problem}\n`);
  return made.status === "done" ? 0 : 3;
}

function list({ io, flags }: Pick<Invocation, "io" | "flags">): number {
  const files = listBackups(folderOf({ io, flags }) ?? configuredFolder(databaseOf({ io, flags })));
  if (flags["json"]) for (const file of files) writeJson(io.out, backupJson(file));
  else if (files.length === 0) io.err.write("There are no backups yet\n");
  else io.out.write(formatBackups(files));
  return 0;
}

function verifyOne({ io, flags }: Pick<Invocation, "io" | "flags">, given: string): number {
  const file = resolve(io.cwd, given);
  const { version, torrents, tables, identity } = verifyBackup(file);
  const rows = Object.values(tables).reduce((sum, n) => sum + n, 0);
  if (flags["json"]) writeJson(io.out, { file, ok: true, version, torrents, rows, lineage: identity?.lineage ?? null });
  else io.out.write(`${file} is sound: ${formatAmount(torrents, "torrent")}, ${formatAmount(rows, "row")}\n`);
  return 0;
}

function databaseOf({ io, flags }: Pick<Invocation, "io" | "flags">): string {
  return resolve(io.cwd, String(flags["db"]));
}

function folderOf({ io, flags }: Pick<Invocation, "io" | "flags">): string | null {
  return flags["dir"] === undefined ? null : resolve(io.cwd, String(flags["dir"]));
}

function configuredFolder(path: string): string {
  const store = Store.open(path, { readonly: true });
  try {
    return backupFolder(store);
  } finally {
    store.close();
  }
}
