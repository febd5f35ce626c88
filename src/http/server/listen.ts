import { isOnlyHere, listenAddress, socketPath, urlOf } from "../../core/access/listen-address.ts";
import { ReseederError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { errorCode, errorMessage } from "../../core/thrown-error.ts";
import { RequestLog } from "../../work/requests/request-log.ts";
import type { Environment } from "../../work/runtime/secret-text.ts";
import { Stores } from "../../work/runtime/stores.ts";
import { TrackerLookups } from "../../work/tracker/lookups.ts";
import { createApp } from "./app.ts";
import { SOCKET_PEER } from "./client-address.ts";
import { explainSocket, withSocketMode } from "./unix-socket.ts";

export interface ServerOptions {
  /** Path of the database; it has to be there. */
  path: string;
  /** What `serverStores` makes of it, where others in the process write by them too. */
  stores?: Stores;
  /** Or `unix:` and the path of a socket, which `freeSocket` has made room for. */
  host: string;
  /** 0 lets the system choose one. */
  port: number;
  log: Log;
  /** Unix milliseconds. */
  clock?: () => number;
  /** Where the DSN of the tracker's database stands. */
  env?: Environment;
}

export interface RunningServer {
  /** By which this machine reaches it. */
  url: string;
  /** Where it listens, as `listenAddress` says it. */
  address: string;
  /** 0 for a socket. */
  port: number;
  /**
   * Takes no new requests, finishes those in flight within the deadline, cuts off the rest, and writes the request log.
   * A second call cuts off at once.
   */
  stop(deadlineMs: number): Promise<void>;
}

/** Seconds without a byte in either direction after which a connection is closed. */
const IDLE_TIMEOUT_S = 60;
const STATUS_500 = { status: 500, headers: { "cache-control": "no-store" } };
/** Beyond anything, so that the limits and their answers are always our own. */
const MAX_BODY = Number.MAX_SAFE_INTEGER;

/**
 * What a server reads and writes a database by. One connection for both: SQLite drops all pages of a connection that are
 * in memory when another one has written, and at 182,540 torrents one request then read 7,800 of them again.
 */
export function serverStores(path: string): Stores {
  return new Stores(path, {
    busyTimeoutMs: 1_000,
    // Writing waits between requests, not inside the event loop; so does the disk, before what was written is acknowledged.
    writeTimeoutMs: 20,
    relaxed: true,
    // Room for the postings of a large tracker: 10,000 look-ups touch pages all over them.
    cacheMib: 64,
  });
}

/**
 * Serves the API.
 * @throws ReseederError `PORT_IN_USE`, `DATABASE_…`, `FAILED` for an address that is not this machine's
 */
export function startServer({
  path,
  stores = serverStores(path),
  host,
  port,
  log,
  clock = Date.now,
  env = {},
}: ServerOptions): RunningServer {
  const asksNobody = stores.use((store) => store.settings.read().settings.auth === "none");
  const requestLog = new RequestLog(stores, log);
  const lookups = new TrackerLookups(env, log, clock, stores);
  const app = createApp({ stores, requestLog, lookups, clock, log });
  const socket = socketPath(host);
  const server = (() => {
    try {
      const options = {
        idleTimeout: IDLE_TIMEOUT_S,
        maxRequestBodySize: MAX_BODY,
        development: false,
        fetch: (request: Request, server: Bun.Server<unknown>) =>
          app.handle(request, {
            peer: socket === null ? (server.requestIP(request)?.address ?? null) : SOCKET_PEER,
            mayBeSilent: (isSo) => server.timeout(request, isSo ? 0 : IDLE_TIMEOUT_S),
          }),
        error: (error: Error) => {
          log("error", `a request failed outside any route: ${error.message}`, { stack: error.stack });
          return Response.json(
            { status: "error", code: "SERVER_ERROR", message: "Internal utility error" },
            STATUS_500,
          );
        },
      };
      if (socket !== null) return withSocketMode(socket, () => Bun.serve(onSocket(options, socket)));
      // Without reusePort = false a second server would share the port in silence.
      return Bun.serve({ ...options, hostname: host, port, reusePort: false });
    } catch (error) {
      stores.close();
      throw socket === null ? explainListen(error, host, port) : explainSocket(socket, error);
    }
  })();
  if (!isOnlyHere(host) && asksNobody) {
    log("warn", `listening on ${host}: anyone who can reach this address has access, because auth is none`);
  }
  let stopping = false;
  return {
    url: urlOf(host, server.port ?? port),
    address: listenAddress(host, server.port ?? port),
    port: server.port ?? 0,
    async stop(deadlineMs) {
      const force = stopping;
      stopping = true;
      const deadline = setTimeout(() => server.stop(true), force ? 0 : deadlineMs);
      await server.stop(force);
      clearTimeout(deadline);
      if (force) return;
      requestLog.stop();
      await lookups.close();
      stores.close();
    },
  };
}

/** Bun's types have no `idleTimeout` beside `unix`; it holds there all the same. */
function onSocket<Options extends { idleTimeout: number }>(options: Options, unix: string) {
  return { ...(options as Omit<Options, "idleTimeout">), unix };
}

function explainListen(error: unknown, host: string, port: number): unknown {
  const code = errorCode(error);
  const options = { cause: error };
  if (code === "EADDRINUSE") return new ReseederError("PORT_IN_USE", `Port ${port} on ${host} is in use`, options);
  // What Bun says of a name that leads nowhere.
  const reason = code === "ENOENT" ? "unknown host name" : errorMessage(error);
  return new ReseederError("FAILED", `Cannot listen on ${host}, port ${port}: ${reason}`, {
    ...options,
    hint: "Check that the address belongs to this machine and that you may use the port (below 1024: root only).",
  });
}
