import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { ServicePlan } from "../../core/service/service-plan.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import { Store } from "../../store/store.ts";
import { backupFolder } from "../backup/backup.ts";

/** What an operator says of the services; the rest of the plan is in the database, where there is one already. */
export type ServiceWishes = Pick<ServicePlan, "bin" | "db" | "user" | "host" | "port" | "prefix">;

/**
 * Completes a plan with what the database says: where backups go, which torrents lie beside it, how large a body may be.
 * @throws ReseederError `DATABASE_…`
 */
export function planServices(wishes: ServiceWishes): ServicePlan {
  const { max_body_bytes: body, max_push_bytes: push } = SETTINGS;
  if (!existsSync(wishes.db)) {
    return { ...wishes, writable: [], readable: [], maxBody: body.default, maxPush: push.default };
  }
  const store = Store.open(wishes.db, { readonly: true });
  try {
    const folder = dirname(wishes.db);
    const backups = backupFolder(store);
    const { max_body_bytes, max_report_bytes, max_push_bytes } = store.settings.read().settings;
    const writable = isInside(backups, folder) ? [] : [backups];
    const roots = store.roots.list().map(({ path }) => path);
    return {
      ...wishes,
      writable,
      readable: roots.filter(
        (root) => isPlain(root) && [folder, ...writable].some((each) => isInside(root, each, true)),
      ),
      maxBody: Math.max(max_body_bytes, max_report_bytes),
      maxPush: max_push_bytes,
    };
  } finally {
    store.close();
  }
}

function isInside(path: string, folder: string, strictly = false): boolean {
  return path.startsWith(`${folder.replace(/\/$/, "")}/`) || (!strictly && path === folder);
}

/** A name that is no UTF-8 or holds control characters cannot stand in a unit; being read-only is a precaution only. */
function isPlain(path: string): boolean {
  return path.isWellFormed() && !/\p{C}/u.test(path);
}
