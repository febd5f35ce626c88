import type { Database } from "bun:sqlite";
import type { FlatPostings, PostingsTable } from "./postings.ts";

/** Half the time of a row goes into starting a statement. */
const ROWS_PER_STATEMENT = 64;
const VALUES_PER_ROW = 3;
const VALUES_PER_STATEMENT = ROWS_PER_STATEMENT * VALUES_PER_ROW;

/** Writes postings, inside a write transaction; one that is there already stays. */
export function insertPostings(database: Database, table: PostingsTable, rows: FlatPostings): void {
  const many = database.query(insertRows(table, ROWS_PER_STATEMENT));
  const one = database.query(insertRows(table, 1));
  const whole = rows.length - (rows.length % VALUES_PER_STATEMENT);
  for (let i = 0; i < whole; i += VALUES_PER_STATEMENT) many.run(...rows.slice(i, i + VALUES_PER_STATEMENT));
  for (let i = whole; i < rows.length; i += VALUES_PER_ROW) one.run(...rows.slice(i, i + VALUES_PER_ROW));
}

function insertRows(table: PostingsTable, count: number): string {
  return `INSERT OR IGNORE INTO ${table}_index VALUES ${Array(count).fill("(?, ?, ?)").join(", ")}`;
}
