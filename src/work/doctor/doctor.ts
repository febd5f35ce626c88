import { ReseederError } from "../../core/errors.ts";
import { explained } from "../../store/database/database-error.ts";
import { Store } from "../../store/store.ts";
import { backupFolder } from "../backup/backup.ts";
import type { Finding } from "../observe/finding.ts";
import { type Serving, servings } from "../observe/serving.ts";
import { checkAccess } from "./check-access.ts";
import { checkArchives } from "./check-archives.ts";
import { checkDatabase, missing, unusable } from "./check-database.ts";
import { checkExternalIds } from "./check-external-ids.ts";
import { checkFiles } from "./check-files.ts";
import { checkHistory } from "./check-history.ts";
import { checkList } from "./check-list.ts";
import { checkPasskeys } from "./check-passkeys.ts";
import { checkPaths } from "./check-paths.ts";
import { checkOpen, checkServe } from "./check-serve.ts";
import { checkStored } from "./check-stored.ts";
import { checkSwarm } from "./check-swarm.ts";

export interface DoctorOptions {
  /** The database. */
  path: string;
  /** Compare indexes and references, check the newest backup, look at every .torrent file. */
  full: boolean;
  /** An address, as `listenAddress` says it, to look for serve at besides where it says that it listens. */
  expected: string | null;
  clock?: () => number;
}

/** Looks at everything that keeps ReSeeder from working, now or soon; changes nothing. Any trouble is a finding. */
export async function* diagnose({ path, full, expected, clock = Date.now }: DoctorOptions): AsyncGenerator<Finding> {
  const given = expected === null ? [] : [expected];
  let serves: Serving[] = [];
  try {
    const store = Store.open(path, { readonly: true });
    try {
      const isSound = yield* checkDatabase(store, full);
      yield* checkFiles(path, isSound ? backupFolder(store) : null, clock());
      if (isSound) {
        yield* checkPaths(store);
        yield* checkAccess(store, clock());
        serves = servings(store, clock());
        const open = serves.filter(({ isRunning }) => isRunning).map(({ address }) => address);
        yield* checkOpen([...open, ...given], store.settings.read().settings);
        yield* checkArchives(store, clock());
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
    if (!(problem instanceof ReseederError) || !/^DATABASE_/.test(problem.code)) throw problem;
    if (problem.code === "DATABASE_MISSING") {
      yield missing(problem);
      yield* checkServe([], expected);
      return;
    }
    yield unusable(problem);
    yield* checkFiles(path, null, clock());
  }
  yield* checkServe(serves, expected);
}
