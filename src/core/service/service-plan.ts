import { socketPath } from "../access/listen-address.ts";
import { parseAddress } from "../access/networks.ts";
import { ReseederError } from "../errors.ts";

/** What services are to be made for. Paths are absolute. */
export interface ServicePlan {
  /** The program; null when the sources run uncompiled. */
  bin: string | null;
  /** The database. */
  db: string;
  /** Who the services run as. */
  user: string;
  /** Where serve listens: an address, or `unix:` and the path of a socket. */
  host: string;
  port: number;
  /** Path under which nginx offers the API; begins and ends with a slash. */
  prefix: string;
  /** Folders that are written to besides the database's own: backups elsewhere. */
  writable: readonly string[];
  /** Folders below a writable one that are only read: torrents beside the database. */
  readable: readonly string[];
  /** Largest request body in bytes. */
  maxBody: number;
  /** Largest body of a push, in bytes. */
  maxPush: number;
}

/** A file to be put in place. */
export interface ServiceFile {
  name: string;
  text: string;
}

/** How such a file is made; most depend on the plan. */
export interface ServiceTemplate {
  name: string;
  /** @throws ReseederError USAGE naming the flag, for what cannot stand in this file */
  text: string | ((plan: ServicePlan) => string);
}

/** The files of a plan, which is asked for where a file depends on it. @throws ReseederError as the templates */
export function filesOf(templates: readonly ServiceTemplate[], plan: () => ServicePlan): ServiceFile[] {
  return templates.map(({ name, text }) => ({ name, text: typeof text === "string" ? text : text(plan()) }));
}

/**
 * Checks what ends up in units, which root uses.
 * @throws ReseederError USAGE naming the flag
 */
export function checkUnits<P extends Omit<ServicePlan, "prefix">>(plan: P): P & { bin: string } {
  const { bin, db, user, host, port, writable, readable } = plan;
  if (bin === null) {
    const hint = "Build the binary with `bun run build`, or set its path with --bin FILE.";
    throw new ReseederError("USAGE", "ReSeeder runs from source, so there is no binary for the services", { hint });
  }
  const socket = socketPath(host);
  for (const [flag, path] of [["bin", bin], ["db", db], ...(socket === null ? [] : [["host", socket]])] as const) {
    if (!path.startsWith("/") || /\p{C}/u.test(path))
      throw wrong(flag, "an absolute path without control characters", path);
    if (/^\/(?:tmp|var\/tmp)\//.test(path)) {
      throw wrong(flag, "a path outside /tmp and /var/tmp, which are private for services", path);
    }
  }
  // They come from the database: whoever writes that must not write units.
  for (const path of [...writable, ...readable]) {
    if (/\p{C}/u.test(path))
      throw new ReseederError("USAGE", `${JSON.stringify(path)}: not possible in a systemd unit`);
  }
  if (!/^[a-z_][a-z0-9_-]{0,30}$/i.test(user)) throw wrong("user", "a user's name", user);
  checkHost(host, port);
  return { ...plan, bin };
}

/** Checks what ends up in nginx's files. @throws ReseederError USAGE naming the flag */
export function checkProxy(plan: ServicePlan): ServicePlan {
  checkHost(plan.host, plan.port);
  if (!/^\/(?:[\w.~-]+\/)*$/.test(plan.prefix)) throw wrong("prefix", "a path such as /reseeder_api/", plan.prefix);
  return plan;
}

function checkHost(host: string, port: number): void {
  const socket = socketPath(host);
  if (socket !== null) {
    // nginx ends the path with a colon, and has variables.
    if (/^(?:\/[\w@+,.-]+)+$/.test(socket)) return;
    throw wrong("host", "unix: and a path of letters, digits and -_@+,.", host);
  }
  const isAddress = host === "localhost" || (parseAddress(host) !== null && !host.startsWith("["));
  if (!isAddress) throw wrong("host", "an address, localhost or unix:PATH", host);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw wrong("port", "a number from 1 to 65535", port);
}

function wrong(flag: string, expected: string, value: string | number): ReseederError {
  return new ReseederError("USAGE", `--${flag}: expected ${expected}, got ${JSON.stringify(value)}`);
}
