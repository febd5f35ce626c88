import { machineWaiting } from "../../../client/clients/waiting.ts";
import { parsePathPair } from "../../../client/handover/path-map.ts";
import { HandoverSession } from "../../../client/handover/session.ts";
import { pathFilter } from "../../../client/library/path-filter.ts";
import { walkLibrary } from "../../../client/library/walk-library.ts";
import { ReseederError } from "../../../core/errors.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import { HandoverJournal } from "../../../store/client/handover-journal.ts";
import { defineCommand, JSON_FLAG } from "../../command.ts";
import { resolvePath } from "../../io/resolve-path.ts";
import { bytesColumn, type Columns, textColumn } from "../../lists/columns.ts";
import { ListWriter, listFlags } from "../../lists/list-writer.ts";
import { formatAmount, formatBytes, writeJson } from "../../output/output.ts";
import { readGlobs } from "./globs.ts";
import { clientPool } from "./match-clients.ts";
import { MATCH_FLAGS } from "./match-flags.ts";
import { shownName } from "./match-output.ts";
import { STATE_FLAG, statePath } from "./state-flag.ts";

const { map, include, exclude } = MATCH_FLAGS;
const client = { ...MATCH_FLAGS.client, description: "Ask this torrent client what it seeds" } as const;

const COLUMNS = {
  size: bytesColumn(({ size }) => size),
  path: textColumn(({ path }) => path),
} satisfies Columns<{ path: string; size: number }>;

/** `reseeder match unseeded DIR…` */
const command = defineCommand({
  args: { client, map, include, exclude, ...STATE_FLAG, ...JSON_FLAG, ...listFlags(COLUMNS) },
  operands: { names: { "DIR…": "Folders to search" }, min: 1, max: Number.POSITIVE_INFINITY },
  examples: [
    [
      "reseeder match unseeded /data/media --client qbittorrent:http://127.0.0.1:8080",
      "List files that could be seeded",
    ],
    ["reseeder match unseeded /data --client URL --exclude '*.nfo,*.jpg'", "Skip small files"],
    ["reseeder match unseeded /data --client URL --columns path --null | xargs -0r ls -l", "Pass the files on"],
  ],
  async run({ io, flags, operands }) {
    const addresses = flags.client;
    if (addresses.length === 0) {
      throw new ReseederError("USAGE", "No torrent client given", { hint: "Add --client KIND:URL." });
    }
    const list = new ListWriter(io, COLUMNS, flags);
    using journal = new HandoverJournal(statePath(io, flags));
    const { signal, clock } = io;
    const session = await HandoverSession.open(addresses, {
      ...{ journal, pool: clientPool(io), waiting: machineWaiting(signal), signal, clock },
    });
    let problems = 0;
    const library = await walkLibrary(
      operands.map((folder) => resolvePath(io.cwd, folder)),
      {
        filter: pathFilter(readGlobs(flags.include), readGlobs(flags.exclude)),
        leaveOut: new Set(journal.torrents().map(({ folder }) => folder)),
        signal,
        onProblem: ({ path, message }) => {
          problems++;
          io.err.write(`${shownName(`${path}: ${message}`, 1000)}\n`);
        },
      },
    );
    const paths = await session.learn(library, [], flags.map.map(parsePathPair));
    const { index } = library;
    const isUnseeded = (id: number) => index.size(id) > 0 && session.seeding.seederOf(library.stat(id)) === null;
    const unseeded = [...library.ids().filter(isUnseeded)].sort((a, b) => index.size(b) - index.size(a));
    const bytes = unseeded.reduce((sum, id) => sum + index.size(id), 0);
    const files = unseeded.map((id) => ({ path: library.path(id), size: index.size(id) }));
    if (flags.json) {
      for (const { path, size } of files) writeJson(io.out, { type: "file", path: displayPath(path), size });
      writeJson(io.out, { type: "done", files: library.files, unseeded: unseeded.length, unseeded_bytes: bytes });
    } else {
      await list.write(files);
      for (const { title, says } of paths) io.err.write(`${title}: ${says}\n`);
      io.err.write(
        `${formatAmount(unseeded.length, "file")} of ${library.files}, ${formatBytes(bytes)}, not seeded by any client\n`,
      );
    }
    return problems > 0 ? 3 : 0;
  },
});

export default command;
