import { realpathSync, truncateSync } from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import { errorCode, errorMessage } from "../../core/thrown-error.ts";
import { logIdentity, needsNoLog } from "../../store/database/stale-log.ts";
import { Store } from "../../store/store.ts";
import { type FileState, IncomingFile, lookAt } from "./file-state.ts";
import { SharedSync, type SyncFile } from "./shared-sync.ts";

/** A store on loan; it stays open until `release`, even when the database file is replaced meanwhile. */
export interface BorrowedStore {
  readonly store: Store;
  /** Gives the store back; a second call does nothing. */
  release(): void;
}

export interface StoresOptions {
  /** How long a statement may wait for another process: the event loop stands still for that time. */
  busyTimeoutMs: number;
  /** As in `OpenOptions`. */
  writeTimeoutMs?: number;
  /** As in `OpenOptions`. */
  cacheMib?: number;
  /** As in `OpenOptions`. */
  relaxed?: boolean;
  /** Unix milliseconds. */
  clock?: () => number;
}

/** An open store. */
interface Held {
  store: Store;
  inode: string;
  /** Which file its log is, whatever has its name later; null while none was seen. */
  logFile: string | null;
  borrowers: number;
  /** False where the system does not let SQLite keep a log, so that the file never says that it needs one. */
  hasLog: boolean;
  /** Another file, or other content, has taken its place. */
  replaced: "moved" | "overwritten" | null;
}

/** How often an open database is looked at, in milliseconds. */
const LOOK_MS = 250;

/**
 * One open store for a long-running process. When the file at its path is another one than before (a restored backup, a
 * copy put in its place), that is noticed within half a second, and the new one is opened once nobody writes to it any
 * more. Until then, and where the file is gone, nobody can borrow one.
 */
export class Stores {
  private readonly log: SharedSync;
  private current: Held | null = null;
  /** Set when another file took the place of the one that was open. */
  private incoming: IncomingFile | null = null;
  /** The one that was open then, as long as somebody uses it, and its log: the new one must not get that. */
  private outgoing: { held: Held | null; log: string | null } = { held: null, log: null };
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(
    readonly path: string,
    private readonly options: StoresOptions,
    syncFile?: SyncFile,
  ) {
    this.log = new SharedSync(() => logOf(path), syncFile);
  }

  /**
   * Resolves when everything committed before the call is on disk; many callers share one fsync.
   * @throws ReseederError `DATABASE_IO`, `DATABASE_FULL`
   */
  async synced(): Promise<void> {
    await this.log.synced().catch((error) => {
      const isFull = /^(ENOSPC|EDQUOT)$/.test(errorCode(error));
      const what = `The database ${this.path} could not be written to disk (${errorMessage(error)})`;
      throw new ReseederError(isFull ? "DATABASE_FULL" : "DATABASE_IO", what, { cause: error });
    });
  }

  /**
   * Lends the store of the file that is there now.
   * @throws ReseederError `DATABASE_…`
   */
  borrow(): BorrowedStore {
    const found = lookAt(this.path);
    if (this.current && this.current.inode !== found?.inode) this.letGo("moved");
    if (found === null) throw new ReseederError("DATABASE_MISSING", `There is no database at ${this.path}`);
    this.current ??= this.open(found);
    const held = this.current;
    held.borrowers++;
    let released = false;
    return {
      store: held.store,
      release: () => {
        if (released) return;
        released = true;
        held.borrowers--;
        if (held !== this.current && held.borrowers === 0) closeHeld(held);
      },
    };
  }

  /** Runs `action` with a store on loan. */
  use<T>(action: (store: Store) => T): T {
    const borrowed = this.borrow();
    try {
      return action(borrowed.store);
    } finally {
      borrowed.release();
    }
  }

  /** Closes the store as soon as the last borrower has released it. */
  close(): void {
    const held = this.current;
    this.current = null;
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    if (held?.borrowers === 0) closeHeld(held);
  }

  /** Lets go of a database that another file, or other content, has taken the place of, or whose log was removed. */
  look(): void {
    if (!this.current) return;
    const log = lookAt(logOf(this.path))?.inode ?? null;
    this.current.logFile ??= log;
    if (lookAt(this.path)?.inode !== this.current.inode) this.letGo("moved");
    else if (this.current.hasLog && needsNoLog(this.path)) this.letGo("overwritten");
    // SQLite would go on in a log without a name, which nobody finds after a crash.
    else if (this.current.hasLog && this.current.logFile !== log) this.letGo("moved");
  }

  private lookQuietly(): void {
    try {
      this.look();
    } catch {
      // What cannot be looked at is told to whoever asks next.
    }
  }

  private letGo(replaced: "moved" | "overwritten"): void {
    const held = this.current;
    if (held) held.replaced = replaced;
    const log = logOf(this.path);
    // A log that came together with the new file is that one's own. The old one's keeps its inode as long as it is open.
    const isOld = !held?.logFile || lookAt(log)?.inode === held.logFile;
    this.outgoing = { held, log: isOld ? logIdentity(log) : null };
    // What its log holds is of the old database, and would go into the copy when that is closed.
    if (replaced === "overwritten") truncateSync(log, 0);
    this.close();
    this.incoming = new IncomingFile(this.options.clock ?? Date.now);
  }

  private open(found: FileState): Held {
    const { held, log } = this.outgoing;
    const isFree = !held?.borrowers && (log === null || logIdentity(logOf(this.path)) !== log);
    if (this.incoming && !(this.incoming.isSettled(found) && isFree)) {
      const message = `The database ${this.path} was replaced: it is still being written, or the old one is still open`;
      throw new ReseederError("DATABASE_REPLACED", message);
    }
    const store = Store.open(this.path, this.options);
    this.incoming = null;
    this.outgoing = { held: null, log: null };
    this.timer = setInterval(() => this.lookQuietly(), LOOK_MS);
    this.timer.unref();
    const logFile = lookAt(logOf(this.path))?.inode ?? null;
    return { store, inode: found.inode, logFile, borrowers: 0, hasLog: !needsNoLog(this.path), replaced: null };
  }
}

/** SQLite keeps a log where a symbolic link leads. */
function logOf(path: string): string {
  try {
    return `${realpathSync(path)}-wal`;
  } catch {
    return `${path}-wal`;
  }
}

/** SQLite leaves the log of a file that was moved where it is: emptied first, it is whole, and no trap for the next one. */
function closeHeld({ store, replaced }: Held): void {
  try {
    if (replaced === "moved") store.emptyLog();
  } catch {
    // Then the next file waits until whoever has the old one open is gone.
  }
  store.close();
}
