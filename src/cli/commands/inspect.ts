import { formatInspection, inspect } from "../../work/torrents/inspect.ts";
import { defineCommand, JSON_FLAG } from "../command.ts";
import { resolvePath } from "../io/resolve-path.ts";
import { writeJson } from "../output/output.ts";

/** `reseeder inspect FILE…` */
const command = defineCommand({
  args: JSON_FLAG,
  operands: { names: { "FILE…": ".torrent files" }, min: 1, max: Number.POSITIVE_INFINITY },
  examples: [
    ["reseeder inspect movie.torrent", "Show info-hashes, pieces and files, or why it is rejected"],
    ["reseeder inspect --json *.torrent", "Print one line of JSON per file"],
  ],
  async run({ io, flags, operands }) {
    let rejected = 0;
    for (const path of operands) {
      const result = inspect(resolvePath(io.cwd, path), path);
      if (!result.ok) rejected++;
      if (flags.json) writeJson(io.out, result);
      else io.out.write(formatInspection(result));
    }
    if (rejected === 0) return 0;
    return rejected === operands.length ? 1 : 3;
  },
});

export default command;
