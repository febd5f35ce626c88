import { OwnCtimes } from "../../../client/runs/own-ctimes.ts";
import { type UndoneTorrent, undoRun } from "../../../client/runs/undo-run.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import { HandoverJournal } from "../../../store/client/handover-journal.ts";
import { defineCommand, JSON_FLAG } from "../../command.ts";
import { formatAmount, writeJson } from "../../output/output.ts";
import { clientPool } from "./match-clients.ts";
import { shownName } from "./match-output.ts";
import { STATE_FLAG, statePath } from "./state-flag.ts";

/** `reseeder match undo [RUN]` */
const command = defineCommand({
  details: "Torrents go from the client first, then their links. Your files stay as they are.",
  args: { ...STATE_FLAG, ...JSON_FLAG },
  operands: { names: { RUN: "Run to undo (default: the last one)" }, min: 0, max: 1 },
  examples: [
    ["reseeder match undo", "Undo the last run"],
    ["reseeder match undo 2026-11-27.1", "Undo this run"],
  ],
  async run({ io, flags, operands }) {
    using journal = new HandoverJournal(statePath(io, flags));
    const json = flags.json;
    let torrents = 0;
    let removed = 0;
    const told = (undone: UndoneTorrent) => {
      if (undone.isUndone) torrents++;
      removed += undone.removed;
      if (json) writeJson(io.out, undoneJson(undone));
      else for (const line of linesOf(undone)) io.out.write(`${line}\n`);
    };
    const pool = clientPool(io);
    const ctimes = new OwnCtimes(journal);
    const { run, isWhole } = await undoRun(journal, operands[0] ?? null, pool, ctimes, io.clock(), told);
    if (json)
      writeJson(io.out, { type: "done", run: run.name, status: isWhole ? "done" : "partly", torrents, removed });
    else {
      const what = `${formatAmount(torrents, "torrent")} and ${formatAmount(removed, "file")} taken back`;
      io.out.write(`${run.name}: ${what}${isWhole ? "" : "; run it again to finish"}\n`);
    }
    return isWhole ? 0 : 3;
  },
});

export default command;

function undoneJson({ torrent, removed, left, problem, isUndone }: UndoneTorrent): Record<string, unknown> {
  const { hashes, name, client, folder } = torrent;
  return {
    type: "torrent",
    info_hash: hashes[0] ?? null,
    name,
    client,
    folder: displayPath(folder),
    undone: isUndone,
    removed,
    left: left.map(displayPath),
    problem,
  };
}

function linesOf({ torrent, left, problem }: UndoneTorrent): string[] {
  const lines = left.map((path) => `Kept, not created by ReSeeder: ${displayPath(path)}`);
  if (problem !== null) lines.push(`${shownName(torrent.name)}: ${shownName(problem, 500)}`);
  return lines;
}
