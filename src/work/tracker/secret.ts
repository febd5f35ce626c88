import { readFileSync } from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import { parseDsn, type TrackerDsn } from "../../core/tracker/dsn.ts";

/** Where the DSN comes from; never from a flag, a setting or the database. */
export const DSN_VARIABLE = "RESEEDER_TRACKER_DSN";
export const DSN_FILE_VARIABLE = "RESEEDER_TRACKER_DSN_FILE";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Bytes of a file with a DSN; more is another file. */
const MAX_DSN = 16 * 1024;

/**
 * The DSN of the tracker's database, read anew each time.
 * @throws ReseederError `TRACKER_DSN` where there is none, where there are two, or it makes no sense
 */
export function readDsn(env: Environment): TrackerDsn {
  const given = env[DSN_VARIABLE] || null;
  const file = env[DSN_FILE_VARIABLE] || null;
  if (given !== null && file !== null) {
    throw new ReseederError(
      "TRACKER_DSN",
      `${DSN_VARIABLE} and ${DSN_FILE_VARIABLE} are both set; expected one of them`,
    );
  }
  if (given !== null) return parseDsn(given, DSN_VARIABLE);
  if (file !== null) return parseDsn(readSecretFile(file), `${DSN_FILE_VARIABLE} (${file})`);
  throw new ReseederError("TRACKER_DSN", `Neither ${DSN_VARIABLE} nor ${DSN_FILE_VARIABLE} is set`);
}

/** True where a DSN is given, whatever it says. */
export function hasDsn(env: Environment): boolean {
  return Boolean(env[DSN_VARIABLE] || env[DSN_FILE_VARIABLE]);
}

function readSecretFile(path: string): string {
  try {
    const text = readFileSync(path, "utf8");
    if (text.length <= MAX_DSN) return text;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ReseederError("TRACKER_DSN", `${DSN_FILE_VARIABLE}: ${path} cannot be read: ${reason}`);
  }
  throw new ReseederError("TRACKER_DSN", `${DSN_FILE_VARIABLE}: ${path} is longer than ${MAX_DSN} bytes`);
}
