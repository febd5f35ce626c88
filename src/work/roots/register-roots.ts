import type { Root } from "../../store/index/roots.ts";
import type { Store } from "../../store/store.ts";
import { checkRoot } from "../scan/survey.ts";

/**
 * Registers scan paths, each once. One that is new has to be a folder, so that no misspelt path stays registered.
 * @param paths absolute
 * @throws ReseederError ROOT_UNREADABLE; then none is registered
 */
export function registerRoots(store: Store, paths: readonly string[], now: number): Root[] {
  const registered = new Set(store.roots.list().map((root) => root.path));
  const distinct = [...new Set(paths)];
  for (const path of distinct) if (!registered.has(path)) checkRoot(path, true);
  return store.write(() => distinct.map((path) => store.roots.register(path, now)));
}
