import { parseAddress } from "../access/networks.ts";
import { ReseederError } from "../errors.ts";

/** What services are to be made for. Paths are absolute. */
export interface ServicePlan {
  /** The program. */
  bin: string;
  /** The database. */
  db: string;
  /** Who the services run as. */
  user: string;
  /** Where serve listens. */
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
}

/**
 * Checks what ends up in files that root uses.
 * @throws ReseederError USAGE naming the flag
 */
export function checkPlan(plan: ServicePlan): ServicePlan {
  const { bin, db, user, host, port, prefix, writable, readable } = plan;
  const wrong = (flag: string, expected: string, value: string | number) => {
    return new ReseederError("USAGE", `--${flag}: expected ${expected}, got ${JSON.stringify(value)}`);
  };
  for (const [flag, path] of [["bin", bin] as const, ["db", db] as const]) {
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
  if (!isHost(host)) throw wrong("host", "an address or localhost", host);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw wrong("port", "a number from 1 to 65535", port);
  if (!/^\/(?:[\w.~-]+\/)*$/.test(prefix)) throw wrong("prefix", "a path such as /reseeder_api/", prefix);
  return plan;
}

function isHost(host: string): boolean {
  return host === "localhost" || (parseAddress(host) !== null && !host.startsWith("["));
}
