import { ReseederError } from "../../core/errors.ts";
import { displayPath } from "../../core/path-bytes.ts";
import { snapshot } from "../../work/observe/snapshot.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../command.ts";
import { type Columns, textColumn } from "../lists/columns.ts";
import { ListWriter, listFlags } from "../lists/list-writer.ts";
import { look } from "../open-store.ts";
import { writeJson } from "../output/output.ts";
import { formatSnapshot, snapshotJson } from "../output/stats-output.ts";

const COLUMNS = {
  path: textColumn(({ path }) => path),
  code: textColumn(({ code }) => code),
  message: textColumn(({ message }) => message),
} satisfies Columns<{ path: string; code: string; message: string }>;

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  rejected: { type: "boolean", description: "List rejected files and the reasons" },
  ...listFlags(COLUMNS),
} as const;

/** `reseeder stats` */
const command = defineCommand({
  args,
  examples: [
    ["reseeder stats", "Show counts, sizes, scans, matches and reports"],
    ["reseeder stats --rejected", "List rejected files and the reasons"],
    ["reseeder stats --json", "Print JSON"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    const isList = flags.null || flags.columns.length > 0;
    if (isList && !flags.rejected) throw new ReseederError("USAGE", "--columns and --null need --rejected");
    const list = new ListWriter(io, COLUMNS, flags);
    return look(invocation, async (store) => {
      if (flags.rejected && isList) await list.write([...store.locations.rejected()]);
      else if (flags.rejected) {
        for (const { path, code, message } of store.locations.rejected()) {
          const shown = displayPath(path);
          if (flags.json) writeJson(io.out, { path: shown, code, message });
          else io.out.write(`${shown}: ${code}: ${message}\n`);
        }
      }
      if (flags.rejected) return 0;
      const numbers = snapshot(store, { scans: 10, days: 14, torrents: 10 }, io.clock());
      if (flags.json) writeJson(io.out, snapshotJson(numbers));
      else io.out.write(formatSnapshot(numbers));
      return 0;
    });
  },
});

export default command;
