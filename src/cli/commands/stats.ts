import { displayPath } from "../../core/path-bytes.ts";
import { snapshot } from "../../work/observe/snapshot.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../command.ts";
import { look } from "../open-store.ts";
import { writeJson } from "../output/output.ts";
import { formatSnapshot, snapshotJson } from "../output/stats-output.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  rejected: { type: "boolean", description: "List rejected files and the reasons" },
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
    return look(invocation, (store) => {
      if (flags.rejected) {
        for (const { path, code, message } of store.locations.rejected()) {
          const shown = displayPath(path);
          if (flags.json) writeJson(io.out, { path: shown, code, message });
          else io.out.write(`${shown}: ${code}: ${message}\n`);
        }
        return 0;
      }
      const numbers = snapshot(store, { scans: 10, days: 14, torrents: 10 }, io.clock());
      if (flags.json) writeJson(io.out, snapshotJson(numbers));
      else io.out.write(formatSnapshot(numbers));
      return 0;
    });
  },
});

export default command;
