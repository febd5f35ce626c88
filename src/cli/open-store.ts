import { resolve } from "node:path";
import { explained, type OpenOptions } from "../store/database/database.ts";
import { Store } from "../store/store.ts";
import type { Io } from "./io/io.ts";

/**
 * Runs `action` with the database that the flag `--db` names, and closes it.
 * @throws ReseederError `DATABASE_…` for whatever SQLite complains of on the way
 */
export async function withStore<T>(
  { io, flags }: { io: Io; flags: { db: string } },
  options: OpenOptions,
  action: (store: Store) => T | Promise<T>,
): Promise<T> {
  const store = Store.open(resolve(io.cwd, flags.db), options);
  try {
    return await action(store);
  } catch (error) {
    throw explained(store.path, error);
  } finally {
    store.close();
  }
}
