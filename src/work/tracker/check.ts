import { isLoopback } from "../../core/access/networks.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { isExposed, shownDsn } from "../../core/tracker/dsn.ts";
import { grantStatements } from "../../core/tracker/grants.ts";
import { COLUMNS } from "../../core/tracker/rows.ts";
import type { StatementName } from "../../core/tracker/statements.ts";
import { isApiKind } from "../../core/tracker-api/api-kinds.ts";
import { type Finding, findings } from "../observe/finding.ts";
import type { Environment } from "../runtime/secret-text.ts";
import type { Stores } from "../runtime/stores.ts";
import { rightsBeyondReading } from "./account-rights.ts";
import { checkApi } from "./check-api.ts";
import { type Connector, connectorOf } from "./connector.ts";
import { firstRound } from "./first-round.ts";
import { missingColumns } from "./missing-columns.ts";
import { fittingConnector, valuesOf } from "./offered-pages.ts";
import { Session } from "./session.ts";

const { ok, info, warning, error } = findings("tracker");

/** Values that are nobody's and nothing's: the statements are tried, not answered. */
const TRIED = { user: { passkey: "0".repeat(32) }, history: { user: "0" }, files: { after: 0, limit: 1 } } as const;

/**
 * Looks whether the tracker's database can be read as the settings say, and what a first round would do; changes nothing.
 * @throws ReseederError `DATABASE_…`
 */
export async function* checkTracker(
  settings: Settings,
  stores: Stores,
  env: Environment,
  clock: () => number,
): AsyncGenerator<Finding> {
  let session: Session | null = null;
  if (isApiKind(settings.tracker)) return yield* checkApi(stores, settings.tracker, settings, env, clock);
  try {
    const configured = connectorOf(settings, env);
    if (configured === null) {
      yield warning("The setting tracker is none", "Set it, for example: `reseeder settings set tracker unit3d`.");
      return;
    }
    session = new Session(configured.dsn);
    await session.query("SELECT 1", [], "connecting");
    yield ok(`Connected to ${shownDsn(configured.dsn)}`);
    if (isExposed(configured.dsn)) {
      yield warning(
        `sslmode is ${configured.dsn.sslMode}: anyone on the network path can read passkeys and change the list`,
        "Use sslmode=verify-full, with sslrootcert=PATH for your own certificate authority.",
      );
    }
    const connector = await fittingConnector(session, configured);
    if (connector !== configured) {
      yield info(`This is ${connector.title}: it does not have ${configured.older?.lacks.join(", ")}`);
    }
    yield* rights(session, connector);
    const isReadable = yield* columns(session, connector);
    if (!isReadable) return;
    yield* statements(session, connector);
    yield* firstRound(stores, env, clock);
  } catch (problem) {
    const { message = String(problem), hint = "" } = problem as { message?: string; hint?: string };
    yield error(message, hint);
  } finally {
    await session?.close();
  }
}

async function* rights(session: Session, connector: Connector): AsyncGenerator<Finding> {
  const beyond = await rightsBeyondReading(session, connector);
  if (beyond.length === 0) return yield ok("The account can only read");
  yield warning(
    `The account can do more than SELECT: ${beyond.join(", ")}`,
    "Create one for ReSeeder only, with the GRANT statements in docs/trackers.md.",
  );
}

async function* columns(session: Session, connector: Connector): AsyncGenerator<Finding, boolean> {
  const { absent, denied } = await missingColumns(session, connector);
  if (absent.length > 0) {
    yield error(
      `Your ${connector.title} has no ${absent.join(", no ")}`,
      `Edit the output of \`reseeder tracker queries ${connector.name}\`, set tracker_queries to that file and tracker to sql.`,
    );
  }
  if (denied.size > 0) {
    const { dsn } = connector;
    const from = dsn.socket !== null || isLoopback(dsn.host ?? "") ? "localhost" : "%";
    const account = dsn.dialect === "mysql" ? `'${dsn.user}'@'${from}'` : dsn.user;
    const what = [...denied].map(([table, names]) => `${table} (${names.join(", ")})`).join(", ");
    yield error(
      `Not readable for the account, or missing in the database: ${what}`,
      grantStatements(dsn.dialect, denied, dsn.database, account).join(" "),
    );
  }
  return absent.length + denied.size === 0;
}

async function* statements(session: Session, connector: Connector): AsyncGenerator<Finding> {
  const there = connector.statements;
  for (const [name, values] of Object.entries(TRIED) as [keyof typeof TRIED, Record<string, string | number>][]) {
    const statement = there[name];
    if (!statement) continue;
    const first = name === "files" ? { ...values, after: connector.firstKey } : values;
    const answered = await session.columns(statement.sql, valuesOf(statement, first), name);
    // SQLite does not say them without a row.
    const missing = answered.length === 0 ? [] : COLUMNS[name].filter((column) => !answered.includes(column));
    if (missing.length > 0) {
      yield error(`The statement ${name} does not return ${missing.join(", ")}`, "Name the columns with AS.");
    }
  }
  const lacking = (["user", "history"] as const).filter((name) => there[name] === undefined);
  if (lacking.length > 0) yield info(`There is no statement ${lacking.join(" or ")}: ${lacking.map(means).join(", ")}`);
  else yield ok("Every statement works");
}

function means(name: StatementName): string {
  return name === "user" ? "auth = tracker rejects every request" : "archives are empty";
}
