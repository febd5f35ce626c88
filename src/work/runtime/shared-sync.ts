import { closeSync, fsync, openSync } from "node:fs";
import { errorCode } from "../../core/thrown-error.ts";

/** Puts what was written to a file on its disk, without holding up the event loop. */
export type SyncFile = (path: string) => Promise<void>;

/**
 * Lets writers wait until what they committed is on disk. All who come while one fsync runs share the next one, so their
 * number costs nothing; and the event loop answers others meanwhile, which an fsync inside a commit would not let it do.
 */
export class SharedSync {
  private running: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;

  /** @param path says where the database's log is now */
  constructor(
    private readonly path: () => string,
    private readonly syncFile: SyncFile = fsyncFile,
  ) {}

  /**
   * Resolves when everything written before the call is on disk.
   * @throws what the file system says
   */
  synced(): Promise<void> {
    this.next ??= this.begin();
    return this.next;
  }

  private async begin(): Promise<void> {
    // One that runs already may have begun before the caller wrote.
    await this.running.catch(() => {});
    const sync = this.syncFile(this.path());
    this.running = sync;
    this.next = null;
    return sync;
  }
}

function fsyncFile(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let descriptor: number;
    try {
      // Windows flushes only what was opened for writing.
      descriptor = openSync(path, "r+");
    } catch (error) {
      // Gone with its last connection, which had put everything into the database and that on disk.
      if (errorCode(error) === "ENOENT") resolve();
      else reject(error);
      return;
    }
    fsync(descriptor, (error) => {
      closeSync(descriptor);
      if (error) reject(error);
      else resolve();
    });
  });
}
