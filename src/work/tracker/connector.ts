import { readFileSync, statSync } from "node:fs";
import { PASSKEY } from "../../core/access/access.ts";
import { ReseederError } from "../../core/errors.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { parseDsn, type TrackerDsn } from "../../core/tracker/dsn.ts";
import { isKnownKind, TRACKER_KINDS, type TrackerKind } from "../../core/tracker/kinds.ts";
import { MAX_STATEMENT_FILE, parseStatements, type StatementFile } from "../../core/tracker/statements.ts";
import { isApiKind } from "../../core/tracker-api/api-kinds.ts";
import { type Environment, requireSecretText } from "../runtime/secret-text.ts";

/** Where the DSN comes from; never from a flag, a setting or the database. */
const DSN_VARIABLE = "RESEEDER_TRACKER_DSN";

/** The tracker as the settings and the environment say. */
export interface Connector extends StatementFile {
  /** Of the setting `tracker`; who owns the list of what may be offered. */
  name: string;
  title: string;
  dsn: TrackerDsn;
  passkey: RegExp;
  /** As `TrackerKind`. */
  older: TrackerKind["older"] | null;
}

export type TrackerSettings = Pick<Settings, "tracker" | "tracker_queries" | "tracker_url">;

/**
 * Puts together what is needed to ask the tracker's database; null where the setting `tracker` is none.
 * @throws ReseederError `TRACKER_DSN`, `TRACKER_QUERIES`
 */
export function connectorOf(settings: TrackerSettings, env: Environment): Connector | null {
  const { tracker: name, tracker_queries: path } = settings;
  if (name === "none") return null;
  if (isApiKind(name)) {
    throw new ReseederError("TRACKER_DSN", `tracker is ${name}, which has no user database`);
  }
  const { text, where } = requireSecretText(env, DSN_VARIABLE, "TRACKER_DSN");
  const dsn = parseDsn(text, where);
  if (isKnownKind(name)) {
    const kind: TrackerKind = TRACKER_KINDS[name];
    if (dsn.dialect !== kind.dialect) {
      throw new ReseederError("TRACKER_DSN", `${kind.title} uses ${kind.dialect}, but the DSN is for ${dsn.dialect}`);
    }
    return ofKind(name, kind, dsn, kind.older ?? null);
  }
  const file = parseStatements(readQueries(path), dsn.dialect, path);
  return { name, dsn, title: "The tracker", passkey: PASSKEY, older: null, ...file };
}

/** The same tracker as one of an older version. */
export function asOlder(connector: Connector): Connector {
  const { older, name, dsn } = connector;
  return older ? ofKind(name, older.kind, dsn, null) : connector;
}

function ofKind(name: string, kind: Omit<TrackerKind, "older">, dsn: TrackerDsn, older: Connector["older"]): Connector {
  const { title, passkey, queries } = kind;
  const file = parseStatements(queries, kind.dialect, `the statements for ${title}`);
  return { name, title, dsn, passkey, older, ...file };
}

function readQueries(path: string): string {
  if (path === "") {
    throw new ReseederError("TRACKER_QUERIES", "tracker is sql, but tracker_queries is not set");
  }
  try {
    if (statSync(path).size <= MAX_STATEMENT_FILE) return readFileSync(path, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ReseederError("TRACKER_QUERIES", `tracker_queries: ${path} cannot be read: ${reason}`);
  }
  throw new ReseederError("TRACKER_QUERIES", `tracker_queries: ${path} is longer than ${MAX_STATEMENT_FILE} bytes`);
}
