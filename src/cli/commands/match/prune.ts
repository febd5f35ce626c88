import { OwnCtimes } from "../../../client/runs/own-ctimes.ts";
import { prune } from "../../../client/runs/prune.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import { HandoverJournal } from "../../../store/client/handover-journal.ts";
import { defineCommand, JSON_FLAG } from "../../command.ts";
import { formatAmount, writeJson } from "../../output/output.ts";
import { clientPool } from "./match-clients.ts";
import { shownName } from "./match-output.ts";
import { STATE_FLAG, statePath } from "./state-flag.ts";

/** `reseeder match prune` */
const command = defineCommand({
  args: { ...STATE_FLAG, ...JSON_FLAG },
  examples: [["reseeder match prune", "Remove links that no torrent uses any more"]],
  async run({ io, flags }) {
    using journal = new HandoverJournal(statePath(io, flags));
    const json = flags.json;
    let torrents = 0;
    let files = 0;
    const problems = await prune(journal, clientPool(io), new OwnCtimes(journal), ({ torrent, removed, left }) => {
      torrents++;
      files += removed;
      const folder = displayPath(torrent.folder);
      const info_hash = torrent.hashes[0] ?? null;
      const { name } = torrent;
      if (json) writeJson(io.out, { type: "torrent", info_hash, name, folder, removed, left: left.map(displayPath) });
      else for (const path of left) io.out.write(`Kept, not created by ReSeeder: ${displayPath(path)}\n`);
    });
    const status = problems.length === 0 ? "done" : "partly";
    if (json) writeJson(io.out, { type: "done", status, torrents, removed: files, problems });
    else io.out.write(`${formatAmount(files, "file")} of ${formatAmount(torrents, "torrent")} removed\n`);
    for (const problem of json ? [] : problems) io.err.write(`${shownName(problem, 500)}\n`);
    return problems.length === 0 ? 0 : 3;
  },
});

export default command;
