import type { MatchEvent } from "../../client/matching/match-event.ts";
import { MatchState } from "../../store/client/match-state.ts";
import { defineCommand } from "../command.ts";
import { ProgressLine, writeJson } from "../output/output.ts";
import { chooseSource } from "./match/choose-source.ts";
import { formatHandover, handOver } from "./match/hand-over.ts";
import { MatchClients } from "./match/match-clients.ts";
import { MATCH_FLAGS } from "./match/match-flags.ts";
import { formatFoot, formatHead, formatProblem, MatchTable, matchProgress, torrentJson } from "./match/match-output.ts";
import { tellRecovered } from "./match/recovered.ts";
import { runMatch } from "./match/run-match.ts";
import { statePath } from "./match/state-flag.ts";

/** `reseeder match PATH…` */
const command = defineCommand({
  details:
    "Your files are only read. Every piece is verified before a torrent counts as ready. Set RESEEDER_PASSKEY or RESEEDER_TOKEN if the server asks for one, and RESEEDER_CLIENT_USER and RESEEDER_CLIENT_PASSWORD if the torrent client does. Append _FILE to a name to read its value from a file.",
  args: MATCH_FLAGS,
  operands: { names: { "PATH…": "Files and folders to match" }, min: 1, max: Number.POSITIVE_INFINITY },
  subcommands: {
    undo: { description: "Undo a run: remove its torrents and links", load: () => import("./match/undo.ts") },
    prune: { description: "Remove links whose torrent is gone", load: () => import("./match/prune.ts") },
    unseeded: { description: "List files that no client seeds", load: () => import("./match/unseeded.ts") },
  },
  examples: [
    ["reseeder match /data/media --server https://tracker.example/reseeder_api", "Show what could be seeded"],
    ["reseeder match /data/media --server URL --out ready", "Write the .torrent files into ready/"],
    ["reseeder match /data/media --torrents downloads.zip", "Use torrents you already have, without asking a server"],
    [
      "reseeder match /data/media --server URL --link /data/links --client qbittorrent:http://127.0.0.1:8080",
      "Seed them in a torrent client from hard links",
    ],
    ["reseeder match undo", "Undo the last run"],
    [
      "reseeder match /mnt/a /mnt/b --trackers trackers.json --tracker example",
      "Match two disks with one of your trackers",
    ],
  ],
  async run({ io, flags, operands }) {
    const path = statePath(io, flags);
    using state = new MatchState(path);
    const chosen = await chooseSource(io, flags, state);
    if ("nothing" in chosen) {
      io.err.write(`${chosen.nothing}\n`);
      return 0;
    }
    using clients = await MatchClients.open(io, flags, path);
    const json = flags.json;
    const waiting = tellRecovered(io, clients?.session.recovered ?? [], json);
    const progress = new ProgressLine(io);
    const table = new MatchTable(flags.all);
    let since: number | null = null;
    let last: MatchEvent | null = null;
    for await (const event of runMatch(io, flags, operands, chosen.source, state, clients)) {
      last = event;
      if (event.type === "verifying") since ??= io.clock();
      const line = matchProgress(event, io.clock() - (since ?? io.clock()));
      if (line !== null) progress.show(line);
      if (json) printJson(event, flags.all, (value) => writeJson(io.out, value));
      else if (event.type === "found") table.add(event.torrent);
      else if (event.type === "rejected") table.reject(event.name, event.reason);
      if (event.type === "problem" && !json) {
        progress.clear();
        formatProblem(io, event.message);
      }
    }
    progress.clear();
    if (last?.type !== "done") return 1;
    const { summary } = last;
    if (!json) {
      io.out.write(formatHead(summary));
      io.out.write(table.format(io.out.isTerminal ? io.out.columns : null));
      io.out.write(formatFoot(summary, flags.out ?? null, clients !== null));
    }
    if (!clients?.handsOver || summary.status === "cancelled") return EXIT[summary.status];
    const handed = await handOver(io, clients, json);
    if (!json) io.out.write(formatHandover(handed, clients));
    const isPartly = waiting + handed.left_out.length + handed.problems.length > 0;
    return summary.status === "done" && isPartly ? 3 : EXIT[summary.status];
  },
});

const EXIT = { done: 0, partly: 3, failed: 1, cancelled: 1 } as const;

/** One line of JSON for what a program wants to know. */
function printJson(event: MatchEvent, all: boolean, write: (value: unknown) => void): void {
  if (event.type === "found") write(torrentJson(event.torrent));
  else if (event.type === "rejected") {
    if (all) write({ type: "rejected", info_hash: event.infoHash, name: event.name, reason: event.reason });
  } else if (event.type === "done") write({ type: "done", ...event.summary });
  else if (event.type === "problem" || event.type === "walked" || event.type === "asked") write(event);
}

export default command;
