import { resolve } from "node:path";
import { displayPath } from "../../core/path-bytes.ts";
import { UNKNOWN_JUMP } from "../../store/database/restored.ts";
import { type RestoreResult, restore } from "../../work/backup/restore.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../command.ts";
import { formatAmount, formatCount, formatDuration, writeJson } from "../output/output.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  force: { type: "boolean", description: "Restore even while other processes use the database" },
} as const;

/** `reseeder restore FILE` */
const command = defineCommand({
  details: "The old database is kept beside the new one. Torrent IDs are never reused.",
  args,
  operands: { names: { FILE: "Backup to restore" }, min: 1, max: 1 },
  examples: [
    ["reseeder restore backups/reseeder-20261120T161500Z.db", "Restore with serve and watch stopped, then scan"],
    [
      "reseeder restore --force backups/reseeder-20261120T161500Z.db",
      "Restore while serve is running; it switches to the backup",
    ],
  ],
  async run({ io, flags, operands }) {
    const done = await restore({
      file: resolve(io.cwd, operands[0] ?? ""),
      path: resolve(io.cwd, flags.db),
      force: flags.force,
      clock: io.clock,
    });
    if (flags.json) writeJson(io.out, done);
    else io.out.write(format(done));
    return 0;
  },
});

export default command;

function format({ file, database, kept, torrents, ids_known, live, duration_ms }: RestoreResult): string {
  const lines = [
    `Restored ${displayPath(database)} from ${displayPath(file)}: ${formatAmount(torrents, "torrent")}, ${formatDuration(duration_ms)}`,
  ];
  if (kept !== null) lines.push(`The old database was kept as ${displayPath(kept)}`);
  if (live) lines.push("Processes that have it open continue with the restored contents");
  if (!ids_known) {
    lines.push(`New torrent IDs start ${formatCount(UNKNOWN_JUMP)} higher, because the old IDs are unknown`);
  }
  lines.push("Run `reseeder scan` to index what changed since the backup");
  return `${lines.join("\n")}\n`;
}
