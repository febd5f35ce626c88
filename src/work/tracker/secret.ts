import { parseDsn, type TrackerDsn } from "../../core/tracker/dsn.ts";
import { type Environment, readSecretText } from "../tracker-api/secret-text.ts";

export type { Environment } from "../tracker-api/secret-text.ts";

/** Where the DSN comes from; never from a flag, a setting or the database. */
const DSN_VARIABLE = "RESEEDER_TRACKER_DSN";

/**
 * The DSN of the tracker's database, read anew each time.
 * @throws ReseederError `TRACKER_DSN` where there is none, where there are two, or it makes no sense
 */
export function readDsn(env: Environment): TrackerDsn {
  const { text, where } = readSecretText(env, DSN_VARIABLE, "TRACKER_DSN");
  return parseDsn(text, where);
}
