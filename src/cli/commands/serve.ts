import { serverStores, startServer } from "../../http/server/listen.ts";
import { freeSocket } from "../../http/server/unix-socket.ts";
import { ServeTasks } from "../../work/jobs/serve-tasks.ts";
import { WatchTask } from "../../work/jobs/watch-task.ts";
import { type Heartbeat, withHeartbeat } from "../../work/observe/heartbeat.ts";
import type { WatchEvent } from "../../work/watch/watch-event.ts";
import { DB_FLAG, defineCommand } from "../command.ts";
import { hostFlag, wholeNumber } from "../flags.ts";
import { ensureDatabase } from "../open-store.ts";
import { createLog, LOG_FLAG, logCreated } from "../output/log.ts";
import { POLL_FLAG, pollFlag, watchLine } from "../output/watch-output.ts";

const args = {
  ...DB_FLAG,
  host: {
    type: "string",
    variable: true,
    valueHint: "ADDRESS",
    default: "127.0.0.1",
    description: "Listen on this address, or on unix:PATH",
  },
  port: {
    type: "string",
    variable: true,
    valueHint: "PORT",
    default: "8080",
    description: "Listen on this port; 0 picks a free one",
  },
  watch: { type: "boolean", variable: true, description: "Also watch the scan paths for changes" },
  ...POLL_FLAG,
  ...LOG_FLAG,
} as const;

/** Time that requests in flight have to finish after the first signal. */
const DEADLINE_MS = 10_000;

/** `reseeder serve` */
const command = defineCommand({
  details: "The API documents itself at /docs.",
  args,
  examples: [
    ["reseeder serve", "Listen on 127.0.0.1:8080"],
    ["reseeder serve --port 0", "Listen on a free port and say which"],
    ["reseeder serve --host unix:/run/reseeder/api.sock", "Listen on a socket for a proxy on this machine"],
    ["reseeder serve --watch", "Keep the index up to date in the same process"],
  ],
  async run({ io, flags }) {
    const host = hostFlag(flags.host, io.cwd);
    const port = wholeNumber("port", flags.port, 0, 65_535);
    const pollMs = pollFlag(flags.poll);
    const path = ensureDatabase({ io, flags }, logCreated(io, flags));
    const stores = serverStores(path);
    const serve = async (heartbeat: Heartbeat) => {
      const log = heartbeat.noting(createLog(io, flags));
      await freeSocket(host);
      const server = startServer({ path, stores, host, port, clock: io.clock, log, env: io.env });
      heartbeat.describe(server.address);
      const docs = server.port === 0 ? "" : `; API documentation at ${server.url}/docs`;
      io.out.write(`Listening on ${server.url} with ${path}${docs}\n`);
      const tasks = new ServeTasks({ path, log, clock: io.clock, env: io.env });
      const onEvent = (event: WatchEvent) => log(...watchLine(event));
      const watching = flags.watch ? new WatchTask({ path, pollMs, onEvent, log, clock: io.clock }) : null;
      await new Promise<void>((done) => {
        if (io.signal.aborted) done();
        io.signal.addEventListener("abort", () => done(), { once: true });
      });
      log("info", "stopping", { signal: String(io.signal.reason) });
      await Promise.all([server.stop(DEADLINE_MS), tasks.stop(), watching?.stop()]);
      return 0;
    };
    return withHeartbeat(path, "serve", serve, { clock: io.clock, stores });
  },
});

export default command;
