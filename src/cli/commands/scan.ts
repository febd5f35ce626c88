import { ReseederError } from "../../core/errors.ts";
import { withHeartbeat } from "../../work/observe/heartbeat.ts";
import { registerRoots } from "../../work/roots/register-roots.ts";
import { type ScanEvent, scan } from "../../work/scan/scan.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../command.ts";
import { resolvePath } from "../io/resolve-path.ts";
import { withStore } from "../open-store.ts";
import { ProgressLine, writeJson } from "../output/output.ts";
import { formatScanEvent, scanProgress } from "../output/scan-output.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  prune: { type: "boolean", description: "Accept that most of a folder's torrents are gone" },
  strict: { type: "boolean", description: "Exit with 3 if any file is rejected, new or not" },
} as const;

/** `reseeder scan [PATH…]` */
const command = defineCommand({
  details: "Exit code 3 means that some files were rejected for the first time.",
  args,
  operands: {
    names: { "PATH…": "Folders to index (default: all scan paths)" },
    min: 0,
    max: Number.POSITIVE_INFINITY,
    offers: { asks: "paths list --columns path" },
  },
  examples: [
    ["reseeder scan /srv/tracker/torrents", "Register a folder and index it"],
    ["reseeder scan", "Update the index from all scan paths"],
    ["reseeder scan --prune", "Update the index after many torrents were deleted"],
  ],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    return withStore(invocation, { create: operands.length > 0, relaxed: true }, async (store) => {
      const now = io.clock();
      const named = operands.map((path) => resolvePath(io.cwd, path));
      const roots = named.length > 0 ? registerRoots(store, named, now) : store.roots.list();
      if (roots.length === 0) {
        throw new ReseederError("USAGE", "No scan path yet", { hint: "Give a folder: `reseeder scan PATH`." });
      }
      const progress = new ProgressLine(io);
      let since = now;
      const options = { roots, prune: flags.prune, strict: flags.strict, signal: io.signal, clock: io.clock };
      return withHeartbeat(store.path, "scan", async () => {
        let last: ScanEvent | null = null;
        for await (const event of scan(store, options)) {
          last = event;
          if (event.type === "started") since = io.clock();
          if (flags.json) writeJson(io.out, event);
          else if (event.type === "progress") progress.show(scanProgress(event, io.clock() - since));
          else {
            progress.clear();
            formatScanEvent(io, event);
          }
        }
        return last?.type === "done" ? EXIT[last.status] : 1;
      });
    });
  },
});

const EXIT = { done: 0, partly: 3, failed: 1, cancelled: 1 } as const;

export default command;
