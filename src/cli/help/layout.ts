import { wrap } from "../../core/cells.ts";
import type { Stream } from "../io/io.ts";

/** Columns of help where a terminal has more. */
const WIDTH = 80;

/** Columns of help on a terminal, or off one. */
export function helpWidth({ isTerminal, columns }: Stream): number {
  return isTerminal ? Math.max(40, Math.min(WIDTH, columns)) : WIDTH;
}

/** Wider names have what they mean on the lines below. */
const WIDEST_NAME = 26;

/** A title, and lines below it; nothing without lines. */
export function section(title: string, body: string): string {
  return body === "" ? "" : `\n${title}:\n${body}`;
}

/** Two columns, both aligned left: a name, and what it means, which goes on below itself. */
export function nameList(rows: readonly (readonly [name: string, text: string])[], width: number): string {
  const names = rows.map(([name]) => name.length).filter((length) => length <= WIDEST_NAME);
  const column = Math.max(0, ...names) + 4;
  return rows
    .map(([name, text]) => {
      const lines = wrap(text, width - column);
      const first = name.length + 4 > column ? `  ${name}\n${" ".repeat(column)}` : `  ${name.padEnd(column - 2)}`;
      return `${first}${lines.join(`\n${" ".repeat(column)}`)}`.trimEnd();
    })
    .map((row) => `${row}\n`)
    .join("");
}

/** A command for a shell, continued behind a backslash before the flags that do not fit into its line. */
export function wrapCommand(command: string, width: number): string {
  const lines: string[] = [];
  for (const part of command.split(/ (?=--\w|-- |> |\| )/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 3 <= width) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(last === undefined ? part : `      ${part}`);
  }
  return lines.join(" \\\n");
}
