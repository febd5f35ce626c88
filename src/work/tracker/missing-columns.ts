import { quoteOf } from "../../core/tracker/grants.ts";
import type { Connector } from "./connector.ts";
import { DatabaseFailure } from "./database-failure.ts";
import type { Session } from "./session.ts";

/** Columns that a connector reads and cannot: those that the server says are not there, and those that it denies. */
export interface MissingColumns {
  /** `table.column`, or a table by itself. */
  absent: string[];
  /** Table → columns; where nothing of a table may be read the server does not say whether it is there. */
  denied: Map<string, string[]>;
}

/**
 * Tries every column that a connector reads.
 * @throws DatabaseFailure for anything but a column or table that cannot be read
 */
export async function missingColumns(session: Session, { dsn, reads }: Connector): Promise<MissingColumns> {
  const found: MissingColumns = { absent: [], denied: new Map() };
  const quote = quoteOf(dsn.dialect);
  const attempt = async (table: string, columns: readonly string[]): Promise<DatabaseFailure | null> => {
    const names = columns.map(quote).join(", ");
    try {
      await session.query(`SELECT ${names} FROM ${quote(table)} LIMIT 0`, [], `reading ${table}`);
      return null;
    } catch (error) {
      if (error instanceof DatabaseFailure && error.connection === "whole") return error;
      throw error;
    }
  };
  for (const [table, columns] of reads) {
    const whole = await attempt(table, columns);
    if (whole === null) continue;
    if (isNoTable(whole)) found.absent.push(table);
    else if (isDeniedTable(whole)) found.denied.set(table, [...columns]);
    else {
      for (const column of columns) {
        const failure = await attempt(table, [column]);
        if (failure === null) continue;
        if (failure.code === "TRACKER_SCHEMA") found.absent.push(`${table}.${column}`);
        else found.denied.set(table, [...(found.denied.get(table) ?? []), column]);
      }
    }
  }
  return found;
}

function isNoTable({ errno }: DatabaseFailure): boolean {
  return errno === 1146 || errno === "42P01";
}

/** MySQL: nothing of it may be read. PostgreSQL does not tell that from a column that may not. */
function isDeniedTable({ errno }: DatabaseFailure): boolean {
  return errno === 1142;
}
