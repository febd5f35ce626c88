import { resolve } from "node:path";
import { withHeartbeat } from "../../../work/observe/heartbeat.ts";
import { Stores } from "../../../work/runtime/stores.ts";
import { syncNow } from "../../../work/tracker/sync-now.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { writeRound } from "../../output/tracker-output.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  "dry-run": { type: "boolean", description: "Show what would change, and change nothing" },
  force: { type: "boolean", description: "Accept a list that withholds many torrents at once" },
} as const;

/** How long a write waits for another process. */
const BUSY_MS = 5_000;

/** `reseeder tracker sync` */
const command = defineCommand({
  args,
  examples: [
    ["reseeder tracker sync --dry-run", "Show what a sync would change"],
    ["reseeder tracker sync", "Sync now"],
    ["reseeder tracker sync --force", "Sync even if it withholds more than a tenth"],
  ],
  async run({ io, flags }) {
    const path = resolve(io.cwd, flags.db);
    const stores = new Stores(path, { busyTimeoutMs: BUSY_MS });
    const round = async () => {
      const { env, signal, clock } = io;
      const options = { env, signal, clock, force: flags.force, dryRun: flags.dryRun };
      return writeRound(io, await syncNow(stores, options), flags.json);
    };
    return withHeartbeat(path, "tracker", round).finally(() => stores.close());
  },
});

export default command;
