import { statSync } from "node:fs";
import { errorMessage } from "../../core/error-message.ts";
import { ReseederError } from "../../core/errors.ts";
import { Store } from "../../store/store.ts";
import { SharedSync, type SyncFile } from "./shared-sync.ts";

/** A store on loan; it stays open until `release`, even when the database file is replaced meanwhile. */
export interface Lease {
  readonly store: Store;
  /** Gives the store back; a second call does nothing. */
  release(): void;
}

export interface StoresOptions {
  /** How long a statement may wait for another process: the event loop stands still for that time. */
  busyTimeoutMs: number;
  /** As in `OpenOptions`. */
  cacheMib?: number;
  /** As in `OpenOptions`. */
  relaxed?: boolean;
}

/**
 * One open store for a long-running process. When the file at its path is another one than before (a restored
 * backup), the next lease opens that one; when it is gone, there is no lease until it returns.
 */
export class Stores {
  private readonly log: SharedSync;
  private current: { store: Store; inode: string; leases: number } | null = null;

  constructor(
    readonly path: string,
    private readonly options: StoresOptions,
    syncFile?: SyncFile,
  ) {
    this.log = new SharedSync(`${path}-wal`, syncFile);
  }

  /**
   * Resolves when everything committed before the call is on disk; many callers share one fsync.
   * @throws ReseederError `DATABASE_IO`, `DATABASE_FULL`
   */
  async synced(): Promise<void> {
    await this.log.synced().catch((error) => {
      const isFull = /^(ENOSPC|EDQUOT)$/.test((error as { code?: string }).code ?? "");
      const what = `The database ${this.path} could not be written to disk (${errorMessage(error)})`;
      throw new ReseederError(isFull ? "DATABASE_FULL" : "DATABASE_IO", what, { cause: error });
    });
  }

  /**
   * Lends the store of the file that is there now.
   * @throws ReseederError `DATABASE_…`
   */
  lease(): Lease {
    const inode = inodeOf(this.path);
    if (this.current?.inode !== inode) this.close();
    if (inode === null) throw new ReseederError("DATABASE_MISSING", `There is no database at ${this.path}`);
    this.current ??= { store: Store.open(this.path, this.options), inode, leases: 0 };
    const held = this.current;
    held.leases++;
    let released = false;
    return {
      store: held.store,
      release: () => {
        if (released) return;
        released = true;
        held.leases--;
        if (held !== this.current && held.leases === 0) held.store.close();
      },
    };
  }

  /** Runs `action` with a store on loan. */
  use<T>(action: (store: Store) => T): T {
    const lease = this.lease();
    try {
      return action(lease.store);
    } finally {
      lease.release();
    }
  }

  /** Closes the store as soon as the last lease is released. */
  close(): void {
    const held = this.current;
    this.current = null;
    if (held?.leases === 0) held.store.close();
  }
}

function inodeOf(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.dev}/${stat.ino}` : null;
}
