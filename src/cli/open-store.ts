import { resolve } from "node:path";
import { ReseederError } from "../core/errors.ts";
import { displayPath } from "../core/path-bytes.ts";
import { explained, hasDatabase, type OpenOptions } from "../store/database/database.ts";
import { Store } from "../store/store.ts";
import type { Io } from "./io/io.ts";

interface Opening {
  io: Io;
  flags: { db: string; json?: boolean; null?: boolean };
}

/**
 * Runs `action` with the database that the flag `--db` names, and closes it. One that `options` let it make is told on
 * standard error.
 * @throws ReseederError `DATABASE_…` for whatever SQLite complains of on the way
 */
export async function withStore<T>(
  { io, flags }: Opening,
  options: OpenOptions,
  action: (store: Store) => T | Promise<T>,
): Promise<T> {
  const path = resolve(io.cwd, flags.db);
  const isNew = options.create && !hasDatabase(path);
  const store = Store.open(path, options);
  if (isNew) tellCreated(io, path);
  return closing(store, action);
}

/**
 * Makes the database where there is none and tells, for those who open it by themselves.
 * @returns its path
 * @throws ReseederError `DATABASE_…`
 */
export function ensureDatabase({ io, flags }: Opening, tell = (path: string) => tellCreated(io, path)): string {
  const path = resolve(io.cwd, flags.db);
  if (hasDatabase(path)) return path;
  Store.open(path, { create: true }).close();
  tell(path);
  return path;
}

/**
 * Runs `action` with the database to look at. Where there is none yet, it sees an empty one with all defaults, nothing is
 * written, and that is told on standard error.
 * @returns what `action` returns; without a database 10 in place of 0 where the output is for programs (`--json`, `--null`)
 * @throws ReseederError `DATABASE_…`, but not that there is none
 */
export async function look(
  { io, flags }: Opening,
  action: (store: Store) => number | Promise<number>,
): Promise<number> {
  const path = resolve(io.cwd, flags.db);
  const store = openIfThere(path);
  if (store) return closing(store, action);
  const code = await closing(Store.none(path), action);
  await io.out.accepted();
  io.err.write(`There is no database at ${displayPath(path)} yet. \`reseeder scan PATH\` creates it\n`);
  return code === 0 && (flags.json || flags.null) ? new ReseederError("DATABASE_MISSING", path).exitCode : code;
}

function openIfThere(path: string): Store | null {
  try {
    return Store.open(path, { readonly: true });
  } catch (error) {
    if (error instanceof ReseederError && error.code === "DATABASE_MISSING") return null;
    throw error;
  }
}

async function closing<T>(store: Store, action: (store: Store) => T | Promise<T>): Promise<T> {
  try {
    return await action(store);
  } catch (error) {
    throw explained(store.path, error);
  } finally {
    store.close();
  }
}

function tellCreated(io: Io, path: string): void {
  io.err.write(`Created the database ${displayPath(path)}\n`);
}
