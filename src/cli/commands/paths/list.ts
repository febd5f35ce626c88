import { isoTime } from "../../../core/iso-time.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import { type ScannedPath, scannedPaths } from "../../../work/roots/scanned-paths.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { type Columns, countColumn, textColumn, timeColumn } from "../../lists/columns.ts";
import { ListWriter, listFlags } from "../../lists/list-writer.ts";
import { look } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";

const COLUMNS = {
  path: textColumn(({ path }) => path),
  torrents: countColumn(({ torrents }) => torrents),
  rejected: countColumn(({ rejected }) => rejected),
  scanned: timeColumn(({ scannedAt }) => scannedAt),
} satisfies Columns<ScannedPath>;

/** `reseeder paths list` */
const command = defineCommand({
  args: { ...DB_FLAG, ...JSON_FLAG, ...listFlags(COLUMNS) },
  examples: [
    ["reseeder paths list", "List the folders that `reseeder scan` indexes"],
    ["reseeder paths list --columns path --null | xargs -0r du -sh", "Pass each to another program"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    const list = new ListWriter(io, COLUMNS, flags);
    return look(invocation, async (store) => {
      const paths = scannedPaths(store);
      if (flags.json) {
        const rows = paths.map(({ id, path, addedAt, scannedAt, torrents, rejected }) => {
          return {
            id,
            path: displayPath(path),
            added_at: isoTime(addedAt),
            scanned_at: isoTime(scannedAt),
            torrents,
            rejected,
          };
        });
        writeJson(io.out, rows);
      } else if (paths.length === 0 && !flags.null)
        io.err.write("No scan path yet. Add one: `reseeder paths add PATH`\n");
      else await list.write(paths);
      return 0;
    });
  },
});

export default command;
