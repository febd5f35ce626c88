import type { Store } from "../../store/store.ts";

/** Whether the tracker's list comes with counts of seeders, so that nothing needs to be scraped by schedule. */
export function listBringsCounts(store: Store): boolean {
  const { tracker } = store.settings.read().settings;
  if (tracker === "udpt") return true;
  return tracker !== "none" && (store.listing.status().numbers?.seeders ?? 0) > 0;
}
