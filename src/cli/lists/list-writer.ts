import { cellsOf, fit, shorten } from "../../core/cells.ts";
import { ReseederError } from "../../core/errors.ts";
import { encodePath } from "../../core/path-bytes.ts";
import type { Flags } from "../command.ts";
import type { Io } from "../io/io.ts";
import type { Column, Columns } from "./columns.ts";

/** The flags of every command that prints a list. */
export function listFlags<Row, const Name extends string>(columns: Record<Name, Column<Row>>) {
  return {
    columns: {
      type: "string",
      valueHint: "NAMES",
      list: Object.keys(columns) as Name[],
      description: "Show only these columns, comma-separated",
    },
    null: { type: "boolean", description: "Print exact values, entries ended by NUL (xargs -0)" },
  } as const satisfies Flags;
}

/** Fewest cells that a last column is cut to. */
const LEAST = 12;

/** Writes a list as a table, or for programs: values with tabs in between, a NUL behind each entry. */
export class ListWriter<Row> {
  private readonly columns: [name: string, column: Column<Row>][];
  private readonly widths: number[] = [];
  private hasHead = false;

  /** @throws ReseederError USAGE where JSON is asked for as well */
  constructor(
    private readonly io: Io,
    columns: Columns<Row>,
    private readonly flags: { columns: readonly string[]; null: boolean; json: boolean },
  ) {
    const other = flags.null ? "--null" : flags.columns.length > 0 ? "--columns" : null;
    if (flags.json && other) throw new ReseederError("USAGE", `--json and ${other} exclude each other`);
    const names = flags.columns.length > 0 ? flags.columns : Object.keys(columns);
    this.columns = names.flatMap((name) => (columns[name] ? [[name, columns[name]]] : []));
  }

  /** Writes more of the list; resolves once it is taken, so that a long list does not pile up in memory. */
  async write(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    if (this.flags.null) await this.io.out.writeBytes(encodePath(rows.map((row) => this.entry(row)).join("")));
    else {
      this.io.out.write(this.table(rows));
      await this.io.out.accepted();
    }
  }

  private entry(row: Row): string {
    return `${this.columns.map(([, { value }]) => value(row)).join("\t")}\0`;
  }

  private table(rows: readonly Row[]): string {
    const head = this.columns.map(([name, { unit }]) => {
      return `${name.toUpperCase().replaceAll("-", " ")}${unit ? ` (${unit})` : ""}`;
    });
    const cells = rows.map((row) => this.columns.map(([, { text }]) => text(row)));
    const lines = this.hasHead ? cells : [head, ...cells];
    this.hasHead = true;
    for (const line of lines) {
      for (const [i, cell] of line.entries()) this.widths[i] = Math.max(this.widths[i] ?? 0, cellsOf(cell));
    }
    const widths = this.fitting();
    return lines
      .map((line) =>
        line
          .map((cell, i) => this.cell(cell, i, widths[i] ?? 0))
          .join("  ")
          .trimEnd(),
      )
      .map((line) => `${line}\n`)
      .join("");
  }

  /** Widths that fit into the terminal, if it is one: hashes are short first, then the last column is cut. */
  private fitting(): number[] {
    const { isTerminal, columns } = this.io.out;
    const total = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1));
    if (!isTerminal || total(this.widths) <= columns) return this.widths;
    const widths = this.widths.map((width, i) => Math.min(width, this.columns[i]?.[1].short ?? width));
    const last = widths.at(-1) ?? 0;
    widths[widths.length - 1] = Math.min(last, Math.max(LEAST, last - (total(widths) - columns)));
    return widths;
  }

  private cell(text: string, i: number, width: number): string {
    const { short, align = "left" } = this.columns[i]?.[1] ?? {};
    const cut = short === undefined ? shorten(text, width) : text.slice(0, width);
    return fit(cut, width, { align });
  }
}
