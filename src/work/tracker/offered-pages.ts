import { ReseederError } from "../../core/errors.ts";
import { COLUMNS, type OfferedRow, type Row, readKey, readOffered } from "../../core/tracker/rows.ts";
import type { Statement } from "../../core/tracker/statements.ts";
import { asOlder, type Connector } from "./connector.ts";
import { DatabaseFailure, isUnknownColumn } from "./database-failure.ts";
import type { Session } from "./session.ts";

/** Rows of a page: each is a statement of its own, so that nothing of the site's waits for us. */
export const PAGE_ROWS = 5_000;
/** More than any tracker has: a statement that does not move on would go on for ever. */
const MAX_PAGES = 4_000;

/** What a list held besides its torrents. */
export interface PageCounts {
  rows: number;
  /** Rows whose info-hash is none. */
  unusable: number;
}

/**
 * The whole list of what may be offered, page by page to an empty one: a server may cut any page short.
 * @throws ReseederError; the list is complete only where the last page was asked for without one
 */
export async function* offeredPages(
  session: Session,
  { statements: { offered }, firstKey }: Connector,
  counts: PageCounts,
  pageRows: number = PAGE_ROWS,
): AsyncGenerator<OfferedRow[]> {
  let after: number | string = firstKey;
  for (let page = 0; page < MAX_PAGES; page++) {
    const rows = await session.query(offered.sql, valuesOf(offered, { after, limit: pageRows }), "offered");
    if (rows.length === 0) return;
    if (page === 0) checkColumns("offered", rows);
    counts.rows += rows.length;
    const read: OfferedRow[] = [];
    for (const row of rows) {
      const torrent = readOffered(row);
      if (torrent !== null) read.push(torrent);
    }
    counts.unusable += rows.length - read.length;
    const last = readKey(rows.at(-1)?.["key"]);
    if (read.length > 0) yield read;
    if (!offered.parameters.includes("after")) return;
    if (last === null || last === after) {
      throw new ReseederError(
        "TRACKER_QUERIES",
        `offered: \`key\` must be the column compared with :after, got ${JSON.stringify(last)} again`,
      );
    }
    after = last;
  }
  throw new ReseederError("TRACKER_QUERIES", `offered: the list is longer than ${MAX_PAGES} pages`);
}

/** The values of a statement's parameters, in their order. */
export function valuesOf(
  { parameters }: Statement,
  given: Readonly<Record<string, string | number>>,
): (string | number)[] {
  return parameters.map((name) => given[name] ?? "");
}

/**
 * Checks that a statement answers with every column that is wanted of it.
 * @throws ReseederError `TRACKER_QUERIES`
 */
function checkColumns(name: keyof typeof COLUMNS, rows: readonly Row[]): void {
  const missing = COLUMNS[name].filter((column) => !(column in (rows[0] ?? {})));
  if (rows.length === 0 || missing.length === 0) return;
  throw new ReseederError(
    "TRACKER_QUERIES",
    `${name}: expected the columns ${COLUMNS[name].join(", ")}, but ${missing.join(", ")} is missing`,
  );
}

/**
 * The connector that fits the database: of a kind with an older version that one where the server says that all columns
 * are missing which tell them apart. One that is there without a grant, or a fork that lacks a single one, changes
 * nothing: a missing approval_status must never mean that all is approved.
 * @throws DatabaseFailure
 */
export async function fittingConnector(session: Session, connector: Connector): Promise<Connector> {
  const { older } = connector;
  if (!older) return connector;
  for (const column of older.lacks) {
    try {
      await session.query(`SELECT ${column} FROM ${older.table} LIMIT 0`, [], `looking for ${older.table}.${column}`);
      return connector;
    } catch (error) {
      if (!(error instanceof DatabaseFailure)) throw error;
      if (error.code === "TRACKER_UNREACHABLE") throw error;
      if (!isUnknownColumn(error)) return connector;
    }
  }
  return asOlder(connector);
}
