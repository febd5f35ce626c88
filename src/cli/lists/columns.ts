import { isoTime } from "../../core/iso-time.ts";
import { displayPath } from "../../core/path-bytes.ts";
import { formatBytes, formatCount, formatTime } from "../../core/quantity.ts";

/** A column of a list. */
export interface Column<Row> {
  /** The exact value, for programs: a path as it is, a size in bytes, a time in ISO 8601; empty for none. */
  value: (row: Row) => string;
  /** The value for people. */
  text: (row: Row) => string;
  /** Stands behind the name in the head. */
  unit?: string;
  align?: "left" | "right";
  /** Cells that are left of it where a terminal is too narrow. */
  short?: number;
}

/** Columns by the names that `--columns` takes, in the order in which a list shows them. */
export type Columns<Row> = Readonly<Record<string, Column<Row>>>;

/** A text, of a stranger's too. */
export function textColumn<Row>(of: (row: Row) => string | null): Column<Row> {
  const value = (row: Row) => of(row) ?? "";
  return { value, text: (row) => displayPath(value(row)) };
}

/** An info-hash in hexadecimal, of which a narrow terminal gets the first twelve digits. */
export function hashColumn<Row>(of: (row: Row) => string): Column<Row> {
  return { value: of, text: of, short: 12 };
}

/** A whole number; null is unknown. */
export function countColumn<Row>(of: (row: Row) => number | null): Column<Row> {
  return column(of, String, formatCount, "?", { align: "right" });
}

/** An id, which has no thousands separated. */
export function idColumn<Row>(of: (row: Row) => number): Column<Row> {
  return column(of, String, String, "", { align: "right" });
}

/** A size in bytes. */
export function bytesColumn<Row>(of: (row: Row) => number): Column<Row> {
  return column(of, String, formatBytes, "", { align: "right" });
}

/**
 * A moment in Unix milliseconds, shown in UTC.
 * @param none what people are shown for null
 */
export function timeColumn<Row>(of: (row: Row) => number | null, none = "never"): Column<Row> {
  return column(of, isoTime, formatTime, none, { unit: "UTC" });
}

function column<Row, V>(
  of: (row: Row) => V | null,
  exact: (value: V) => string,
  shown: (value: V) => string,
  none: string,
  look: Pick<Column<Row>, "align" | "unit">,
): Column<Row> {
  const show = (row: Row, format: (value: V) => string, otherwise: string) => {
    const value = of(row);
    return value === null ? otherwise : format(value);
  };
  return { value: (row) => show(row, exact, ""), text: (row) => show(row, shown, none), ...look };
}
