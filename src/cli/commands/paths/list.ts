import { isoTime } from "../../../core/iso-time.ts";
import { scannedPaths } from "../../../work/roots/scanned-paths.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { look } from "../../open-store.ts";
import { formatAmount, formatCount, formatTable, formatTime, writeJson } from "../../output/output.ts";

/** `reseeder paths list` */
const command = defineCommand({
  args: { ...DB_FLAG, ...JSON_FLAG },
  examples: [["reseeder paths list", "Every path that `reseeder scan` goes through"]],
  async run(invocation) {
    const { io, flags } = invocation;
    return look(invocation, (store) => {
      const paths = scannedPaths(store);
      if (flags.json) {
        const rows = paths.map(({ id, path, addedAt, scannedAt, torrents, rejected }) => {
          return { id, path, added_at: isoTime(addedAt), scanned_at: isoTime(scannedAt), torrents, rejected };
        });
        writeJson(io.out, rows);
      } else if (paths.length === 0) io.err.write("No path is registered yet: `reseeder paths add PATH`\n");
      else {
        const rows = paths.map(({ path, scannedAt, torrents, rejected }) => [
          path,
          formatAmount(torrents, "torrent file"),
          `${formatCount(rejected)} rejected`,
          scannedAt === null ? "scanned never" : `scanned ${formatTime(scannedAt)}`,
        ]);
        io.out.write(formatTable(rows, ""));
      }
      return 0;
    });
  },
});

export default command;
