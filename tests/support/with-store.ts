import { Store } from "../../src/store/store.ts";

/** Runs `action` on the database at a path, as another process would. */
export function withStore<T>({ path }: { path: string }, action: (store: Store) => T): T {
  const store = Store.open(path);
  try {
    return action(store);
  } finally {
    store.close();
  }
}
