import { explained } from "../../store/database/database-error.ts";
import { Store } from "../../store/store.ts";
import { backupFolder } from "../backup/backup.ts";
import { checkAccess } from "./check-access.ts";
import { checkDatabase, isUnusable, unusable } from "./check-database.ts";
import { checkExternalIds } from "./check-external-ids.ts";
import { checkFiles } from "./check-files.ts";
import { checkHistory } from "./check-history.ts";
import { checkList } from "./check-list.ts";
import { checkPasskeys } from "./check-passkeys.ts";
import { checkPaths } from "./check-paths.ts";
import { checkPort } from "./check-port.ts";
import { checkStored } from "./check-stored.ts";
import { checkSwarm } from "./check-swarm.ts";
import type { Finding } from "./finding.ts";

export interface DoctorOptions {
  /** The database. */
  path: string;
  /** Compare indexes and references, check the newest backup, look at every .torrent file. */
  full: boolean;
  /** Where serve is expected. */
  host: string;
  port: number;
  clock?: () => number;
}

/**
 * Looks at everything that keeps ReSeeder from working, now or soon; changes nothing.
 * @throws ReseederError `DATABASE_MISSING`; any other trouble is a finding
 */
export async function* diagnose({ path, full, host, port, clock = Date.now }: DoctorOptions): AsyncGenerator<Finding> {
  try {
    const store = Store.open(path, { readonly: true });
    try {
      const isSound = yield* checkDatabase(store, full);
      yield* checkFiles(path, isSound ? backupFolder(store) : null, clock());
      if (isSound) {
        yield* checkPaths(store);
        yield* checkAccess(store, clock());
        yield* checkHistory(store, clock(), full);
        yield* checkList(store, clock());
        yield* checkSwarm(store, clock());
        yield await checkPasskeys(store, full);
        yield* checkStored(store, full);
        yield* checkExternalIds(store);
      }
    } finally {
      store.close();
    }
  } catch (error) {
    const problem = explained(path, error);
    // What can be looked at without the database still is.
    if (!isUnusable(problem)) throw problem;
    yield unusable(problem);
    yield* checkFiles(path, null, clock());
  }
  yield await checkPort(host, port);
}
