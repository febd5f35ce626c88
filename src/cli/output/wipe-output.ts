import { basename } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { displayPath } from "../../core/path-bytes.ts";
import type { OtherCopy } from "../../work/backup/other-copies.ts";
import type { RemovedRows } from "../../work/users/user-rows.ts";
import type { WipeResult } from "../../work/wipe/wipe.ts";
import type { Invocation, JSON_FLAG } from "../command.ts";
import { ask } from "../io/ask.ts";
import { formatCount, formatDuration, formatTable, writeJson } from "./output.ts";

/** Flags of both kinds of wiping. */
export const WIPE_FLAGS = {
  backups: { type: "boolean", description: "Also delete this database's backups" },
  yes: { type: "boolean", description: "Do not ask for confirmation" },
} as const;

type Called = Pick<Invocation<typeof JSON_FLAG & typeof WIPE_FLAGS>, "io" | "flags">;

/**
 * Shows what is about to go and asks for the database's name, or "yes".
 * @throws ReseederError USAGE where there is nobody to ask, and --yes was not said
 */
export async function confirm(
  { io, flags }: Called,
  path: string,
  title: string,
  rows: readonly RemovedRows[],
  copies: readonly OtherCopy[],
): Promise<boolean> {
  if (flags.yes) return true;
  if (!io.interactive) {
    const hint = "Use --yes to confirm.";
    throw new ReseederError("USAGE", "wipe asks for confirmation, but there is no terminal", { hint });
  }
  const of = rows.length === 0 ? "" : ", of";
  io.err.write(`${displayPath(title)}${of}\n${rowsTable(rows)}${copiesList(copies)}This cannot be undone.\n`);
  const name = basename(path);
  const typed = await ask(io, `Type ${displayPath(name)} or yes to continue: `);
  if (typed === name || typed === "yes") return true;
  io.err.write("Nothing was deleted\n");
  return false;
}

/** Prints what was done and answers the exit code. */
export function printWiped({ io, flags }: Called, done: string, result: WipeResult): number {
  const { rows, copies, copies_removed: removed, problems, duration_ms: ms } = result;
  if (flags.json) writeJson(io.out, result);
  else {
    const gone = removed.length === 0 ? "" : `Backups deleted:\n${list(removed)}`;
    io.out.write(`${displayPath(done)}, ${formatDuration(ms)}\n${rowsTable(rows)}${gone}${copiesList(copies)}`);
  }
  for (const problem of problems) io.err.write(`reseeder: ${displayPath(problem)}\n`);
  return result.status === "done" ? 0 : 3;
}

function rowsTable(rows: readonly RemovedRows[]): string {
  return formatTable(rows.map(({ kind, rows }) => [kind, formatCount(rows)]));
}

function copiesList(copies: readonly OtherCopy[]): string {
  const paths = (wanted: boolean) => copies.filter(({ own }) => own === wanted).map(({ path }) => path);
  const [own, others] = [paths(true), paths(false)];
  return [
    own.length > 0 && `These backups still contain all data. --backups deletes them:\n${list(own)}`,
    others.length > 0 && `Backups of another or an unknown database, kept:\n${list(others)}`,
  ]
    .filter((part) => part !== false)
    .join("");
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `  ${displayPath(path)}\n`).join("");
}
