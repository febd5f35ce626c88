import { isLoopback } from "../access/networks.ts";
import { ReseederError } from "../errors.ts";

/** Which kind of server a tracker's database is. */
export type Dialect = "mysql" | "postgres" | "sqlite";

/** How a connection is protected: not at all, encrypted to whoever answers, or encrypted to the host that it names. */
export type SslMode = "disable" | "require" | "verify-full";

/** Where a tracker's database is and as whom it is read. Holds the password: never log or print it whole. */
export interface TrackerDsn {
  dialect: Dialect;
  /** Null for a socket or a file. */
  host: string | null;
  port: number;
  /** Path of a Unix socket (PostgreSQL: or of its folder). */
  socket: string | null;
  user: string;
  password: string;
  /** Name of the database; of SQLite the path of its file. */
  database: string;
  sslMode: SslMode;
  /** Path of the certificates that are trusted; null for those of the system. */
  sslRootCert: string | null;
}

const DIALECTS: Readonly<Record<string, Dialect>> = {
  "mysql:": "mysql",
  "mariadb:": "mysql",
  "postgres:": "postgres",
  "postgresql:": "postgres",
};
const PORTS = { mysql: 3306, postgres: 5432, sqlite: 0 } as const;
const SSL_MODES: readonly string[] = ["disable", "require", "verify-full"] satisfies SslMode[];

/**
 * Reads a DSN: `mysql://USER:PASSWORD@HOST:PORT/DATABASE`, `postgres://…`, `sqlite:PATH`, with `?socket=PATH`, `sslmode=`
 * and `sslrootcert=`. Strict, since drivers take what is missing from the environment and a raw `/` or `@` of a password
 * for the end of it, and then send it to another host.
 * @param where the environment variable or file it stands in
 * @throws ReseederError `TRACKER_DSN`, without anything of the value but names of options
 */
export function parseDsn(text: string, where: string): TrackerDsn {
  const given = text.trim();
  const fail = (reason: string) => new ReseederError("TRACKER_DSN", `${where}: ${reason}`);
  if (given.startsWith("sqlite:")) {
    const path = given.slice("sqlite:".length).replace(/^\/\/(?=\/)/, "");
    if (path === "" || path.includes("?")) throw fail("expected sqlite:PATH");
    return { ...NOTHING, dialect: "sqlite", database: path };
  }
  const [, scheme = "", authority = "", path = "", query = ""] =
    /^([a-z]+:)\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(given) ?? [];
  const dialect = DIALECTS[scheme];
  if (dialect === undefined) throw fail(FORM);
  const [, credentials = "", hostPort = ""] = /^(?:(.*)@)?([^@]*)$/.exec(authority) ?? [];
  const [, user = "", password = ""] = /^([^:]*)(?::(.*))?$/.exec(credentials) ?? [];
  // A raw @ or / of a password would have moved a part of it behind the host's name.
  if (/[@:/]/.test(`${path}${password}`)) throw fail(`${ENCODE}. The database name may not contain any of them`);
  const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([A-Za-z0-9._-]*))(?::(\d{1,5}))?$/.exec(hostPort) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port ?? 1) > 65_535) throw fail(`its host or port is invalid. ${ENCODE}`);
  const options = readOptions(query, fail);
  const socket = options.get("socket") ?? null;
  const parts = { user: decode(user, fail), password: decode(password, fail), database: decode(path, fail) };
  if (host === "" && socket === null) throw fail("it has no host or socket");
  if (parts.user === "") throw fail("it has no user");
  if (parts.database === "") throw fail("it has no database");
  const sslMode = sslModeOf(options.get("sslmode"), socket !== null || isLoopback(host), fail);
  return {
    dialect,
    host: socket === null ? host : null,
    port: Number(port ?? PORTS[dialect]),
    socket,
    ...parts,
    sslMode,
    sslRootCert: options.get("sslrootcert") ?? null,
  };
}

/** Where the database is, without user and password. */
export function shownDsn({ dialect, host, port, socket, database }: TrackerDsn): string {
  if (dialect === "sqlite") return `sqlite:${database}`;
  const name = dialect === "mysql" ? "MySQL or MariaDB" : "PostgreSQL";
  return `${name}, database ${database}, ${socket === null ? `host ${host}:${port}` : `socket ${socket}`}`;
}

/** True where the data crosses a network on which somebody could read or change it. */
export function isExposed({ dialect, socket, host, sslMode }: TrackerDsn): boolean {
  return dialect !== "sqlite" && socket === null && !isLoopback(host ?? "") && sslMode !== "verify-full";
}

const NOTHING = {
  host: null,
  port: 0,
  socket: null,
  user: "",
  password: "",
  sslMode: "disable",
  sslRootCert: null,
} as const;
const FORM = "expected mysql://USER:PASSWORD@HOST/DATABASE, postgres://USER:PASSWORD@HOST/DATABASE or sqlite:PATH";
const ENCODE = "Write / as %2F, @ as %40, : as %3A, ? as %3F, # as %23 and % as %25 in user and password";
const OPTIONS = ["socket", "sslmode", "sslrootcert"];

type Fail = (reason: string) => ReseederError;

function readOptions(query: string, fail: Fail): Map<string, string> {
  const options = new Map<string, string>();
  for (const part of query.split("&").filter((part) => part !== "")) {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/.exec(part) ?? [];
    if (!OPTIONS.includes(name)) throw fail(`it has an unknown option; known are ${OPTIONS.join(", ")}. ${ENCODE}`);
    if (value === "" || options.has(name)) throw fail(`its option ${name} is empty or given twice`);
    options.set(name, decode(value, fail));
  }
  const path = [options.get("socket"), options.get("sslrootcert")].find((path) => path && !path.startsWith("/"));
  if (path !== undefined) throw fail("socket and sslrootcert must be absolute paths");
  return options;
}

function sslModeOf(given: string | undefined, isNear: boolean, fail: Fail): SslMode {
  if (given !== undefined && !SSL_MODES.includes(given))
    throw fail(`its sslmode must be one of ${SSL_MODES.join(", ")}`);
  if (given === undefined && !isNear) {
    throw fail(
      "a database on another host needs sslmode=verify-full (and sslrootcert=PATH for your own certificate authority)",
    );
  }
  return (given ?? "disable") as SslMode;
}

function decode(part: string, fail: Fail): string {
  try {
    const text = decodeURIComponent(part);
    if (!/\p{Cc}/u.test(text)) return text;
  } catch {
    // Said below.
  }
  throw fail(`it is not percent-encoded. ${ENCODE}`);
}
