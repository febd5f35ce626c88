import { ReseederError } from "../../core/errors.ts";
import type { Settings } from "../../core/settings/settings.ts";
import type { Stores } from "../runtime/stores.ts";

/** Who says a list: the kind of a connected tracker, as in the setting `tracker`, or whoever sends one. */
export type ListOwner = Exclude<Settings["tracker"], "none"> | "sync";

/**
 * A list has one owner: with a tracker connected, no other list is taken.
 * @throws ReseederError `LIST_OWNED`
 */
export function checkOwner(stores: Stores, owner: ListOwner): void {
  const { tracker } = stores.use((store) => store.settings.read().settings);
  if (owner === (tracker === "none" ? "sync" : tracker)) return;
  throw new ReseederError("LIST_OWNED", `The list comes from the tracker (tracker = ${tracker})`);
}
