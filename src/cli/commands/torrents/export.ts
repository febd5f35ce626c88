import { ReseederError } from "../../../core/errors.ts";
import { type ExportCounts, type ExportedTorrent, writeTorrents } from "../../../work/torrents/export-torrents.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { withStore } from "../../open-store.ts";
import { formatAmount, formatCount, ProgressLine, writeJson } from "../../output/output.ts";
import { exportTarget } from "./export-target.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  format: {
    type: "enum",
    options: ["tar", "zip", "folder"] as string[],
    description: "Write this format (default: by the name)",
  },
  force: { type: "boolean", description: "Overwrite existing files" },
} as const;

/** `reseeder torrents export [FILE|FOLDER|-]` */
const command = defineCommand({
  details: "Passkeys and announce addresses are not exported.",
  args,
  operands: { names: { "FILE|FOLDER": "Where to write, or - for standard output (default)" }, min: 0, max: 1 },
  examples: [
    ["reseeder torrents export torrents.tar", "Write an archive that `torrents import` reads"],
    ["reseeder torrents export - > torrents.tar", "Write the archive to a pipe"],
    ["reseeder torrents export --format folder torrents", "Write one file per torrent"],
  ],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const { target, isPipe } = exportTarget(io, operands[0] ?? "-", flags.format, flags.force);
    const json = flags.json;
    if (json && isPipe) throw new ReseederError("USAGE", "--json and the archive cannot both go to standard output");
    const progress = new ProgressLine(io);
    const onEach = ({ infoHash, bytes }: ExportedTorrent, { exported }: ExportCounts) => {
      if (bytes) return exported % 100 === 0 ? progress.show(formatAmount(exported, "torrent")) : undefined;
      progress.clear();
      if (json) writeJson(io.out, { type: "skipped", info_hash: infoHash });
      else io.err.write(`Skipped ${infoHash}: its file is gone or has changed. Run a scan first\n`);
    };
    const counts = await withStore(invocation, { readonly: true }, (store) =>
      writeTorrents(store, target, { signal: io.signal, onEach }),
    ).finally(() => {
      target.abandon();
      progress.clear();
    });
    const status = io.signal.aborted ? "cancelled" : counts.skipped > 0 ? "partly" : "done";
    if (json) writeJson(io.out, { type: "done", status, ...counts });
    else {
      const summary = `${formatAmount(counts.exported, "torrent")} exported, ${formatCount(counts.skipped)} skipped\n`;
      (isPipe ? io.err : io.out).write(io.signal.aborted ? "Cancelled\n" : summary);
    }
    return { done: 0, partly: 3, cancelled: 1 }[status];
  },
});

export default command;
