import { type BigIntStats, chownSync, linkSync, lstatSync, renameSync, statSync, unlinkSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";
import { socketPath } from "../../core/access/listen-address.ts";
import { ReseederError } from "../../core/errors.ts";
import { errorCode, systemReason } from "../../core/thrown-error.ts";

/** For its owner and its group: whoever may connect is believed as a proxy is. */
const MASK = 0o117;

/**
 * Removes a socket that nobody listens on any more, left by a server that was killed; does nothing for other hosts.
 * @throws ReseederError `PORT_IN_USE` when somebody answers there, `FAILED` when something else has the name
 */
export async function freeSocket(host: string): Promise<void> {
  const path = socketPath(host);
  if (path === null) return;
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw cannotListen(path, "there is something else with that name");
  const code = await connectError(path);
  if (code === null) throw new ReseederError("PORT_IN_USE", `Somebody listens on ${path}`, { hint: IN_USE });
  if (code !== "ECONNREFUSED") throw cannotListen(path, `cannot tell whether anything listens there (${code})`);
  removeSame(path, found);
}

/**
 * Removes the socket only if it is the one that was found: another server may have put its own there meanwhile, and that
 * may have the inode of the one it removed. Moved aside first, it cannot be taken for another in between.
 */
function removeSame(path: string, found: BigIntStats): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    // Another server removed it.
    return;
  }
  const { ino, mtimeNs } = lstatSync(aside, { bigint: true });
  try {
    if (ino !== found.ino || mtimeNs !== found.mtimeNs) linkSync(aside, path);
  } catch {
    // A third server has the name by now.
  } finally {
    unlinkSync(aside);
  }
}

/** Runs `listen`, and gives the socket that it makes to its owner and to the group of the folder that it lies in. */
export function withSocketMode<T>(path: string, listen: () => T): T {
  const before = process.umask(MASK);
  try {
    const server = listen();
    adoptGroup(path);
    return server;
  } finally {
    process.umask(before);
  }
}

/** The error of listening there, from the system's. */
export function explainSocket(path: string, error: unknown): ReseederError {
  const code = errorCode(error);
  if (code === "EADDRINUSE") return new ReseederError("PORT_IN_USE", `Somebody listens on ${path}`, { hint: IN_USE });
  return cannotListen(path, systemReason(error), error);
}

const IN_USE = "Stop what listens there, or name another socket with --host unix:PATH.";

function cannotListen(path: string, why: string, cause?: unknown): ReseederError {
  const hint = "Name a socket in a folder that this user may write to, with --host unix:PATH.";
  return new ReseederError("FAILED", `Cannot listen on ${path}: ${why}`, { cause, hint });
}

function adoptGroup(path: string): void {
  try {
    chownSync(path, -1, statSync(dirname(path)).gid);
  } catch {
    // Of a group that this user is not in: its own has it then.
  }
}

/** Null when somebody takes a connection. */
function connectError(path: string): Promise<string | null> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once("error", (error: { code?: string }) => done(error.code ?? String(error)));
    socket.once("connect", () => {
      socket.destroy();
      done(null);
    });
  });
}
