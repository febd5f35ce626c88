import { USER_DATA, type UserData } from "../../core/access/user-data.ts";
import { ReseederError } from "../../core/errors.ts";
import { errorMessage } from "../../core/thrown-error.ts";
import { Store } from "../../store/store.ts";
import { backupFolder } from "../backup/backup.ts";
import { type OtherCopy, otherCopies, removeCopies } from "../backup/other-copies.ts";
import { removeUnfinished } from "../files/database-files.ts";
import { namedOpenFileHolders } from "../files/open-file-holders.ts";
import { removeUser } from "../users/remove-user.ts";
import { anonymize, type RemovedRows, removeOld, type Write } from "../users/user-rows.ts";

export interface WipeOptions {
  /** The database. */
  path: string;
  /** What of users goes: all rows of some kinds, those older than a time, those of one user, or only their names. */
  what:
    | { kinds: readonly UserData[] }
    | { user: string }
    | { kinds: readonly UserData[]; before: number }
    | { anonymize: true };
  /** Remove its backups too. */
  backups: boolean;
  clock?: () => number;
  /** As in `OpenOptions`. */
  busyTimeoutMs?: number;
}

export interface WipeResult {
  /** `partly`: the rows are gone, but bytes of them may still be found, or copies could not be removed. */
  status: "done" | "partly";
  /** Rows removed, of the kinds that had any; with `anonymize` rows in which a name was put in place of an id. */
  rows: RemovedRows[];
  /** Files that still hold what was wiped. */
  copies: OtherCopy[];
  copies_removed: string[];
  problems: string[];
  duration_ms: number;
}

/** Beside the time that each statement waits for others. */
const TRIES = 20;
const PAUSE_MS = 100;

/** What a database holds, for whoever is about to wipe it; changes nothing. */
export function planWipe(
  path: string,
  kinds: readonly UserData[],
): { torrents: number; rows: RemovedRows[]; copies: OtherCopy[] } {
  const store = Store.open(path, { readonly: true });
  try {
    return {
      torrents: store.statistics.totals().torrents,
      rows: kinds.map((kind) => ({ kind, rows: store.userData.count(kind) })).filter(({ rows }) => rows > 0),
      copies: otherCopies(path, backupFolder(store), store.identity().lineage),
    };
  } finally {
    store.close();
  }
}

/**
 * Removes what a database holds of users, so that no byte of it is left in its file or its log. Others may use the
 * database meanwhile; what they write waits for as long as it takes to write the file anew.
 * @throws ReseederError `DATABASE_…`; then nothing was removed, or with `before` and `anonymize` only a part
 */
export async function wipeUsers({ path, what, backups, clock = Date.now, ...how }: WipeOptions): Promise<WipeResult> {
  const startedAt = clock();
  const store = Store.open(path, how);
  try {
    const rows = await removeWhat(store, what, clock).catch((error) => {
      throw withHolders(error, store);
    });
    removeUnfinished(path);
    const problems = await scrub(store);
    const found = otherCopies(path, backupFolder(store), store.identity().lineage);
    const gone = backups ? removeCopies(found) : { removed: [], problems: [] };
    problems.push(...gone.problems);
    return {
      status: problems.length === 0 ? "done" : "partly",
      rows: rows.filter((each) => each.rows > 0),
      copies: found.filter((copy) => !gone.removed.includes(copy.path)),
      copies_removed: gone.removed,
      problems,
      duration_ms: clock() - startedAt,
    };
  } finally {
    store.close();
  }
}

function removeWhat(store: Store, what: WipeOptions["what"], clock: () => number): Promise<RemovedRows[]> {
  if ("anonymize" in what) return hashIds(store, clock);
  if ("user" in what) return removeUser(store, async (change) => store.write(() => change(store)), what.user);
  return removeRows(store, what, clock);
}

/** @throws ReseederError USAGE while new ids are stored as they come: the next request would bring them back */
async function hashIds(store: Store, clock: () => number): Promise<RemovedRows[]> {
  if (store.settings.read().settings.anonymize_users === 1) {
    // What serve holds may be from before the setting: a quarter of a second of its log, which is dropped.
    store.write(() => store.wipes.note(USER_DATA, clock()));
    return anonymize(store);
  }
  const hint = "Run `reseeder settings set anonymize_users true` first.";
  throw new ReseederError("USAGE", "anonymize_users is 0: new user IDs are stored in clear", { hint });
}

async function removeRows(
  store: Store,
  what: { kinds: readonly UserData[]; before?: number },
  clock: () => number,
): Promise<RemovedRows[]> {
  const write: Write = async (change) => store.write(() => change(store));
  if (what.before !== undefined) return removeOld(write, what.kinds, what.before);
  return write(() => {
    const rows = what.kinds.map((kind) => ({ kind, rows: store.userData.remove(kind) }));
    store.wipes.note(what.kinds, clock());
    // With nobody left whose name was made with it.
    if (USER_DATA.every((kind) => what.kinds.includes(kind))) {
      store.secrets.renewUserKey();
      store.letIn.forgetAll();
    }
    return rows;
  });
}

/** The same error; where the database is locked, with those who may hold the lock. */
function withHolders(error: unknown, store: Store): unknown {
  if (!(error instanceof ReseederError) || error.code !== "DATABASE_LOCKED") return error;
  return new ReseederError(error.code, `${error.message}; nothing was wiped${others(store)}`, { cause: error });
}

/**
 * Writes file and log anew, so that they hold nothing of what was deleted, by whomever and whenever.
 * @returns a sentence for each of the two that could not be
 */
async function scrub(store: Store): Promise<string[]> {
  const problems: string[] = [];
  try {
    store.vacuum();
  } catch (error) {
    const why = errorMessage(error);
    problems.push(`The file was not rewritten and may contain data of deleted rows: ${why}${others(store)}`);
  }
  // Whoever reads at this moment stands in its way; most read for milliseconds.
  for (let tries = 0; tries < TRIES; tries++, await Bun.sleep(PAUSE_MS)) if (store.emptyLog()) return problems;
  return [...problems, `${store.path}-wal may contain deleted data: another process is reading it${others(store)}`];
}

function others({ path }: Store): string {
  const holders = namedOpenFileHolders(path);
  return holders === "" ? "" : `; it is open in ${holders}`;
}
