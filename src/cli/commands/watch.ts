import { resolve } from "node:path";
import { isoTime } from "../../core/iso-time.ts";
import { Store } from "../../store/store.ts";
import { withHeartbeat } from "../../work/observe/heartbeat.ts";
import { registerRoots } from "../../work/roots/register-roots.ts";
import { Stores } from "../../work/runtime/stores.ts";
import { watch } from "../../work/watch/watch.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../command.ts";
import { resolvePath } from "../io/resolve-path.ts";
import { ensureDatabase } from "../open-store.ts";
import { createLog, LOG_FLAG, logCreated } from "../output/log.ts";
import { writeJson } from "../output/output.ts";
import { POLL_FLAG, pollFlag, watchLine } from "../output/watch-output.ts";

const args = { ...DB_FLAG, ...JSON_FLAG, ...LOG_FLAG, ...POLL_FLAG } as const;

/** How long a write waits for another process before that is told. */
const BUSY_MS = 5_000;

/** `reseeder watch [PATH…]` */
const command = defineCommand({
  details: "Runs until it is stopped.",
  args,
  operands: {
    names: { "PATH…": "Folders to watch (default: all scan paths)" },
    min: 0,
    max: Number.POSITIVE_INFINITY,
    offers: { asks: "paths list --columns path" },
  },
  examples: [
    ["reseeder watch", "Watch all scan paths, including those added later"],
    ["reseeder watch /srv/tracker/torrents", "Register a folder and watch only that"],
    ["reseeder watch --poll 60", "Look every minute on a network file system"],
    ["reseeder watch --json", "Print one line of JSON per change"],
  ],
  async run({ io, flags, operands }) {
    const named = operands.map((operand) => resolvePath(io.cwd, operand));
    const pollMs = pollFlag(flags.poll);
    const path = named.length > 0 ? ensureDatabase({ io, flags }, logCreated(io, flags)) : resolve(io.cwd, flags.db);
    const store = Store.open(path);
    try {
      if (named.length > 0) registerRoots(store, named, io.clock());
    } finally {
      store.close();
    }
    return withHeartbeat(path, "watch", async (heartbeat) => {
      const log = heartbeat.noting(createLog(io, flags));
      const stores = new Stores(path, { busyTimeoutMs: BUSY_MS, relaxed: true });
      try {
        const paths = named.length > 0 ? named : undefined;
        for await (const event of watch(stores, { paths, pollMs, signal: io.signal, clock: io.clock })) {
          if (flags.json) writeJson(io.out, { time: isoTime(io.clock()), ...event });
          else log(...watchLine(event));
        }
      } finally {
        stores.close();
      }
      return 0;
    });
  },
});

export default command;
