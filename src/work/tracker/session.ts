import { readFileSync } from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import type { TrackerDsn } from "../../core/tracker/dsn.ts";
import type { Row } from "../../core/tracker/rows.ts";
import { DatabaseFailure, explainFailure } from "./database-failure.ts";

export interface SessionOptions {
  /** How long connecting may take. */
  connectMs?: number;
  /** How long a statement may take, by the server's clock; by ours half as long again. */
  statementMs?: number;
}

type Value = string | number;
/** An empty one still says what it would have had. */
type Rows = Row[] & { columns?: { name: string }[] };
/** A reserved connection; of SQLite, which has no other, the database itself. */
type Connection = Bun.ReservedSQL | Bun.SQL;

/**
 * One connection to the tracker's database, made when it is first needed and anew after it was lost. Statements run one
 * after another, prepared, read only; the server ends slow ones, and where it says nothing, our timer ends the connection.
 * The driver has no time-out of a statement, takes what is not given from the environment, and after a loss reconnects
 * without the session's settings: so everything is given, and a lost connection is never used again.
 */
export class Session {
  private open: { sql: Bun.SQL; connection: Connection } | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly connectMs: number;
  private readonly statementMs: number;

  constructor(
    private readonly dsn: TrackerDsn,
    { connectMs = 5_000, statementMs = 10_000 }: SessionOptions = {},
  ) {
    this.connectMs = connectMs;
    this.statementMs = statementMs;
  }

  /**
   * Runs a prepared statement. A connection that was lost while nobody used it is made anew, once.
   * @param what stands for the statement in errors
   * @throws DatabaseFailure
   */
  async query(sql: string, values: readonly Value[], what: string): Promise<Row[]> {
    const rows: Row[] = [];
    // The driver's own kind of array is copied in many times the time by what makes copies of any.
    for (const row of await this.run(sql, values, what)) rows.push(row);
    return rows;
  }

  /** The columns that a statement answers with, whether or not it finds a row. @throws DatabaseFailure */
  async columns(sql: string, values: readonly Value[], what: string): Promise<string[]> {
    const rows = await this.run(sql, values, what);
    const [first] = rows;
    return first ? Object.keys(first) : (rows.columns ?? []).map(({ name }) => name);
  }

  private run(sql: string, values: readonly Value[], what: string): Promise<Rows> {
    const asked = this.turn.then(async () => {
      const isUsed = this.open !== null;
      try {
        return await this.attempt(sql, values, what);
      } catch (error) {
        if (!isUsed || !(error instanceof DatabaseFailure) || error.connection !== "closed") throw error;
        return await this.attempt(sql, values, what);
      }
    });
    this.turn = asked.catch(() => {});
    return asked;
  }

  /** Ends the connection, whatever runs on it. */
  async close(): Promise<void> {
    const { sql } = this.open ?? {};
    this.open = null;
    await sql?.close({ timeout: 0 });
  }

  private async attempt(sql: string, values: readonly Value[], what: string): Promise<Rows> {
    this.open ??= await this.connect();
    const { connection } = this.open;
    try {
      // Half as long again: the server's word comes first, if there is one.
      return await this.inTime(this.statementMs * 1.5, what, () => prepared(connection, sql, values));
    } catch (error) {
      const failure = explainFailure(error, this.dsn, what);
      if (failure.connection !== "whole") await this.close();
      throw failure;
    }
  }

  private async connect(): Promise<{ sql: Bun.SQL; connection: Connection }> {
    const what = "connecting";
    const sql = new Bun.SQL(optionsOf(this.dsn, this.connectMs, this.statementMs));
    try {
      // Twice as long: what the driver says of it says more.
      const connection = await this.inTime(this.connectMs * 2, what, async () => {
        if (this.dsn.dialect === "sqlite") return sql;
        const reserved = await sql.reserve();
        await limitStatements(reserved, this.dsn, this.statementMs);
        return reserved;
      });
      return { sql, connection };
    } catch (error) {
      await sql.close({ timeout: 0 });
      throw explainFailure(error, this.dsn, what);
    }
  }

  /** Waits no longer than `ms`: a server that was stopped leaves a statement pending for ever. */
  private async inTime<T>(ms: number, what: string, action: () => Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const silent = { code: "CONNECTION_TIMEOUT" };
      late.reject(explainFailure(silent, this.dsn, what));
    }, ms);
    try {
      const done = action();
      // Whichever is second: nobody listens to it any more.
      done.catch(() => {});
      return await Promise.race([done, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function optionsOf(dsn: TrackerDsn, connectMs: number, statementMs: number): Bun.SQL.Options {
  if (dsn.dialect === "sqlite") return { adapter: "sqlite", filename: dsn.database, readonly: true };
  const settings = {
    statement_timeout: String(statementMs),
    default_transaction_read_only: "on",
    application_name: "reseeder",
    // Columns without a time zone hold UTC.
    TimeZone: "UTC",
  };
  return {
    adapter: dsn.dialect,
    // Also with a socket, so that no other comes from the environment.
    hostname: dsn.host ?? "localhost",
    port: dsn.port,
    ...(dsn.socket === null ? {} : { path: socketPath(dsn) }),
    username: dsn.user,
    // An empty one as a text would be looked for in the environment.
    password: () => dsn.password,
    database: dsn.database,
    max: 1,
    idleTimeout: 0,
    maxLifetime: 0,
    connectionTimeout: connectMs / 1000,
    tls: tlsOf(dsn),
    ...(dsn.dialect === "postgres" ? { connection: settings } : {}),
  };
}

/** PostgreSQL's own programs name the folder of a socket. */
function socketPath({ dialect, socket, port }: TrackerDsn): string {
  const path = socket ?? "";
  return dialect === "postgres" && !/\.s\.PGSQL\.\d+$/.test(path)
    ? `${path.replace(/\/$/, "")}/.s.PGSQL.${port}`
    : path;
}

function tlsOf({ sslMode, sslRootCert, host }: TrackerDsn): boolean | Bun.TLSOptions {
  if (sslMode === "disable") return false;
  if (sslMode === "require") return { rejectUnauthorized: false };
  return {
    rejectUnauthorized: true,
    serverName: host ?? "",
    ...(sslRootCert === null ? {} : { ca: readCa(sslRootCert) }),
  };
}

function readCa(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ReseederError("TRACKER_DSN", `sslrootcert: ${path} cannot be read: ${reason}`);
  }
}

/** MariaDB counts in seconds, MySQL in milliseconds, and neither knows the other's name; PostgreSQL was told before. */
async function limitStatements(connection: Connection, { dialect }: TrackerDsn, statementMs: number): Promise<void> {
  if (dialect !== "mysql") return;
  // Before any statement of an operator's, which a transaction of our own would not hold back.
  await prepared(connection, "SET SESSION TRANSACTION READ ONLY", []);
  try {
    await prepared(connection, `SET SESSION max_statement_time = ${statementMs / 1000}`, []);
  } catch (error) {
    if ((error as { errno?: number }).errno !== 1193) throw error;
    await prepared(connection, `SET SESSION max_execution_time = ${statementMs}`, []);
  }
}

/** Never as plain text, which may hold several statements: without values a template is what prepares one. */
function prepared(connection: Connection, sql: string, values: readonly Value[]): Promise<Rows> {
  if (values.length > 0) return connection.unsafe(sql, [...values]) as Promise<Rows>;
  const strings = [sql];
  Object.defineProperty(strings, "raw", { value: [sql] });
  return connection(strings as unknown as TemplateStringsArray) as Promise<Rows>;
}
