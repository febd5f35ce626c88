import { existsSync } from "node:fs";
import { dirname } from "node:path";
import {
  isOnlyHere,
  listenAddress,
  reachable,
  readListenAddress,
  socketPath,
} from "../../core/access/listen-address.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { errorCode, errorMessage } from "../../core/thrown-error.ts";
import { type Finding, findings } from "../observe/finding.ts";
import type { Serving } from "../observe/serving.ts";
import { requestTarget } from "../runtime/request-target.ts";

const RETRY_FOR_MS = 2_000;
const USUAL = listenAddress("127.0.0.1", 8080);
const { ok, info, warning } = findings("port");

/**
 * Whether each serve of this database answers where it listens; where none runs, whether one could listen where the last
 * one did.
 * @param given an address to look at besides
 */
export async function* checkServe(serves: readonly Serving[], given: string | null): AsyncGenerator<Finding> {
  const running = serves.filter(({ isRunning }) => isRunning);
  for (const { address, pid, isElsewhere } of running) {
    if (isElsewhere) yield info(`serve runs on another machine, or in a container, and listens on ${address} there`);
    else yield (await answer(address)) ?? warning(`serve (process ${pid}) does not answer on ${address}`, LOOK);
  }
  const others = given ?? (running.length === 0 ? (serves[0]?.address ?? USUAL) : null);
  if (others === null || running.some(({ address }) => address === others)) return;
  yield (await answer(others)) ?? couldListen(others);
}

/** What follows from where serve listens, or is told to, for who may ask. */
export function* checkOpen(
  addresses: Iterable<string>,
  { auth }: Pick<Settings, "auth">,
): Generator<Finding, void, undefined> {
  const access = findings("access");
  for (const address of new Set(addresses)) {
    const { host } = readListenAddress(address) ?? { host: "" };
    if (auth === "none" && !isOnlyHere(host)) {
      yield access.warning(
        `auth is none and serve listens on ${address}: anyone who can reach it has access`,
        "Listen on 127.0.0.1 behind a reverse proxy (--host, RESEEDER_HOST), or set auth.",
      );
    } else if (auth === "header" && socketPath(host) === null && isOnlyHere(host)) {
      yield access.info(
        `auth is header and serve listens on ${address}: any local user can impersonate any user`,
        "`serve --host unix:/run/reseeder/api.sock` restricts this to users with access to the socket.",
      );
    }
  }
}

const LOOK = "Check its log.";

/** What answers at an address; null for nothing. */
async function answer(address: string): Promise<Finding | null> {
  const { url, unix } = requestTarget(reachable(address), "/health") ?? { url: address };
  const options = unix === undefined ? {} : { unix };
  try {
    const response = await fetch(url, { ...options, signal: AbortSignal.timeout(RETRY_FOR_MS), redirect: "error" });
    const body = (await response.json().catch(() => null)) as { status?: unknown; stats?: unknown } | null;
    if (body?.status === "ok" && body.stats !== undefined) return ok(`serve answers on ${address}`);
    return warning(
      `Something answers on ${address}, but it is not a healthy ReSeeder`,
      "Check its log, or choose another address.",
    );
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string };
    if (name === "TimeoutError") {
      return warning(
        `Something listens on ${address} but does not answer`,
        "Check its log, or choose another address.",
      );
    }
    if (code !== "EACCES" && code !== "EPERM") return null;
    return warning(`This user may not connect to ${address}`, "Run doctor as a user of the socket's group.");
  }
}

function couldListen(address: string): Finding {
  const { host, port } = readListenAddress(address) ?? { host: address, port: 0 };
  const path = socketPath(host);
  if (path !== null) {
    if (existsSync(dirname(path))) return info(`serve is not running for this database; ${address} is free`);
    return warning(
      `There is no folder ${dirname(path)} for serve's socket`,
      "Create it, or choose another one with --host.",
    );
  }
  try {
    Bun.listen({ hostname: host, port, exclusive: true, socket: { data() {} } }).stop(true);
    return info(`serve is not running for this database; ${address} is free`);
  } catch (error) {
    const code = errorCode(error);
    if (code === "EADDRINUSE") {
      return warning(`Something other than HTTP listens on ${address}`, "Choose another port with `serve --port`.");
    }
    return warning(
      `serve could not listen on ${address}: ${code || errorMessage(error)}`,
      "Choose another address or port.",
    );
  }
}
