import { type ErrorCode, ReseederError } from "../../core/errors.ts";
import { redact } from "../../core/redact.ts";
import { shownDsn, type TrackerDsn } from "../../core/tracker/dsn.ts";

/** What a driver's error says of itself. */
interface DriverError {
  code?: string;
  /** Of MySQL a number, of PostgreSQL the five letters of an SQLSTATE. */
  errno?: number | string;
  message?: string;
}

/** What became of the connection: it is as it was, it was closed and a new one may do better, or nobody knows. */
export type ConnectionFate = "whole" | "closed" | "silent";

/** What went wrong with the tracker's database. */
export class DatabaseFailure extends ReseederError {
  constructor(
    code: ErrorCode,
    message: string,
    readonly connection: ConnectionFate,
    /** As `DriverError`. */
    readonly errno: number | string | null,
    hint?: string,
  ) {
    super(code, message, {
      ...(hint === undefined ? {} : { hint }),
      ...(code === "TRACKER_UNREACHABLE" ? { retryAfter: 5 } : {}),
    });
  }
}

/**
 * Explains an error of a driver, without user, password or values.
 * @param what was being done: a statement's name, or "connecting"
 */
export function explainFailure(error: unknown, dsn: TrackerDsn, what: string): DatabaseFailure {
  if (error instanceof DatabaseFailure) return error;
  const { code = "", errno = null, message = String(error) } = (error ?? {}) as DriverError;
  const where = `The tracker's database (${shownDsn(dsn)})`;
  const made = (kind: ErrorCode, reason: string, fate: ConnectionFate = "whole", hint?: string) =>
    new DatabaseFailure(kind, `${where}: ${what}: ${reason}`, fate, errno, hint);
  if (/CONNECTION_REFUSED|ENOENT|ENOTFOUND|ECONNREFUSED/.test(code))
    return made("TRACKER_UNREACHABLE", "nothing answers there", "closed");
  if (/CONNECTION_TIMEOUT/.test(code))
    return made("TRACKER_UNREACHABLE", "it accepts connections but does not respond", "silent");
  if (/CONNECTION_(?:CLOSED|FAILED)|IDLE_TIMEOUT|LIFETIME/.test(code) || errno === "57P01") {
    return made("TRACKER_UNREACHABLE", "the connection was lost", "closed");
  }
  if (/CERT|ISSUER|SIGNATURE|TLS|SSL/.test(code))
    return made("TRACKER_REFUSED", `its certificate is not trusted: ${code}`, "whole", CERTIFICATE_HINT);
  if (code === "ERR_MYSQL_AUTHENTICATION_FAILED" && dsn.sslMode !== "disable") {
    return made("TRACKER_REFUSED", "the server does not support TLS");
  }
  if (code === "ERR_MYSQL_UNSUPPORTED_AUTH_PLUGIN") {
    return made(
      "TRACKER_REFUSED",
      "the account's authentication method is not supported; use unix_socket or mysql_native_password",
    );
  }
  if (errno !== null && TOO_SLOW.includes(errno))
    return made("TRACKER_FAILED", "the server cancelled it because it took too long");
  const kind = REASONS.find(([, errnos]) => errno !== null && errnos.includes(errno))?.[0] ?? "TRACKER_FAILED";
  const isByUser = kind === "TRACKER_REFUSED" && what === "connecting" && dsn.socket !== null && dsn.password === "";
  return made(kind, redact(withoutAccount(message, dsn)), "whole", isByUser ? USER_HINT : undefined);
}

const USER_HINT =
  "Without a password in the DSN, run this as the system user that the account is named after (runuser -u USER -- …).";

const CERTIFICATE_HINT =
  "Check sslrootcert in the DSN, and that the server's certificate has the host name of the DSN.";

/** Of MariaDB, MySQL and PostgreSQL. */
const TOO_SLOW: readonly (number | string)[] = [1969, 3024, "57014"];

/** Numbers of MySQL and SQLSTATEs of PostgreSQL. */
const REASONS: readonly (readonly [ErrorCode, readonly (number | string)[]])[] = [
  ["TRACKER_REFUSED", [1044, 1045, 1142, 1143, 1698, "28000", "28P01", "42501"]],
  ["TRACKER_SCHEMA", [1049, 1054, 1146, "3D000", "42703", "42P01"]],
  ["TRACKER_UNREACHABLE", [1040, 1053, 1203, 1226, "53300", "57P02", "57P03"]],
];

/** Errors of a connection may name what was given; the password never, but nothing is left to chance. */
function withoutAccount(message: string, { password }: TrackerDsn): string {
  return password.length >= 4 ? message.replaceAll(password, "[masked]") : message;
}

/** True where the server says that it knows no such column (with rights on the whole table alone it says so). */
export function isUnknownColumn({ errno }: DatabaseFailure): boolean {
  return errno === 1054 || errno === "42703";
}
