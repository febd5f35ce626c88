import { ReseederError } from "../errors.ts";
import type { Dialect } from "./dsn.ts";

/** The statements that a file may hold, and the parameters that each may use. */
export const STATEMENT_PARAMETERS = {
  offered: ["after", "limit"],
  user: ["passkey"],
  history: ["user"],
  files: ["after", "limit"],
} as const satisfies Record<string, readonly string[]>;

export type StatementName = keyof typeof STATEMENT_PARAMETERS;

/** One statement as its server takes it: places in place of names, and which value goes where. */
export interface Statement {
  sql: string;
  /** Names of the parameters, one for each value, in order. */
  parameters: readonly string[];
}

export type Statements = Partial<Record<StatementName, Statement>> & { offered: Statement };

/** A file of statements, read. */
export interface StatementFile {
  statements: Statements;
  /** Table → columns, as the lines `-- reads: TABLE (COLUMN, …)` say: what an account has to be able to read. */
  reads: ReadonlyMap<string, readonly string[]>;
  /** What `:after` is for the first page: `-- keys: text` says that the column `key` is none of numbers. */
  firstKey: number | string;
}

/** Bytes of a file of statements. */
export const MAX_STATEMENT_FILE = 64 * 1024;

/**
 * Reads a file of statements: each stands below a line `-- name: NAME` and is one statement, whose parameters are
 * written `:name`.
 * @param where the file, for errors
 * @throws ReseederError `TRACKER_QUERIES`
 */
export function parseStatements(text: string, dialect: Dialect, where: string): StatementFile {
  const fail = (reason: string) => new ReseederError("TRACKER_QUERIES", `${where}: ${reason}`);
  const parts = text.split(/^--[ \t]*name:[ \t]*(.*)$/m);
  const found: Partial<Record<StatementName, Statement>> = {};
  for (let i = 1; i < parts.length; i += 2) {
    const name = (parts[i] ?? "").trim();
    if (!isStatementName(name)) {
      throw fail(
        `-- name: expected one of ${Object.keys(STATEMENT_PARAMETERS).join(", ")}, got ${JSON.stringify(name)}`,
      );
    }
    if (found[name]) throw fail(`-- name: ${name} is given twice`);
    const reject = (reason: string) => fail(`${name}: ${reason}`);
    found[name] = bind(withoutComments(parts[i + 1] ?? "", dialect), dialect, STATEMENT_PARAMETERS[name], reject);
  }
  const { offered, ...others } = found;
  if (!offered) throw fail("it has no statement after a line `-- name: offered`");
  const firstKey = /^--[ \t]*keys:[ \t]*text[ \t]*$/m.test(text) ? "" : 0;
  return { statements: { offered, ...others }, reads: readsOf(text), firstKey };
}

function readsOf(text: string): Map<string, readonly string[]> {
  const reads = new Map<string, readonly string[]>();
  for (const [, table = "", columns = ""] of text.matchAll(/^--[ \t]*reads:[ \t]*(\w+)[ \t]*\(([^)]*)\)/gm)) {
    reads.set(
      table,
      columns.split(",").map((column) => column.trim()),
    );
  }
  return reads;
}

function isStatementName(name: string): name is StatementName {
  return Object.hasOwn(STATEMENT_PARAMETERS, name);
}

/** Strings and quoted names, in which nothing means anything. A backslash hides a quote from MySQL alone. */
const QUOTED = {
  mysql: `'(?:[^'\\\\]|''|\\\\[\\s\\S])*'|"(?:[^"\\\\]|""|\\\\[\\s\\S])*"|\`[^\`]*\``,
  postgres: `'(?:[^']|'')*'|"(?:[^"]|"")*"`,
  sqlite: `'(?:[^']|'')*'|"(?:[^"]|"")*"|\`[^\`]*\``,
} as const satisfies Record<Dialect, string>;

/** Comments go: what MySQL runs in them (those that begin with an exclamation mark) would not be seen here. */
function withoutComments(text: string, dialect: Dialect): string {
  const comment = `--[^\\n]*|/\\*[\\s\\S]*?\\*/${dialect === "mysql" ? "|#[^\\n]*" : ""}`;
  const pattern = new RegExp(`(${QUOTED[dialect]})|${comment}`, "g");
  const plain = text.replace(pattern, (_, quoted: string | undefined) => quoted ?? " ");
  return plain.trim().replace(/\s*;$/, "");
}

function bind(
  text: string,
  dialect: Dialect,
  known: readonly string[],
  reject: (reason: string) => ReseederError,
): Statement {
  if (!/^(?:select|with)\b/i.test(text)) throw reject("expected a statement that begins with SELECT or WITH");
  const parameters: string[] = [];
  const token = new RegExp(`${QUOTED[dialect]}|::|:([A-Za-z_]\\w*)|;|\\?|\\$\\d+`, "g");
  const sql = text.replace(token, (found: string, name: string | undefined) => {
    if (found === ";") throw reject("expected a single statement, got several");
    if (found === "?" || found.startsWith("$")) throw reject(`expected named parameters, got ${found}`);
    if (name === undefined) return found;
    if (!known.includes(name)) {
      throw reject(`expected ${known.map((each) => `:${each}`).join(" and ")}, got the parameter :${name}`);
    }
    if (dialect === "postgres" && parameters.includes(name)) return `$${parameters.indexOf(name) + 1}`;
    parameters.push(name);
    return dialect === "postgres" ? `$${parameters.length}` : "?";
  });
  return { sql, parameters };
}
