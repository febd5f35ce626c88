/** Bytes after which the log is copied: before SQLite would do it itself, in the thread that writes. */
const DUE_BYTES = 10 * 1024 * 1024;

/**
 * Copies the database's log into the database in a thread of its own: that waits for the disk, some 50 ms for what 16 MB
 * of torrents leave in the log. The thread is made when it is first needed.
 */
export class Checkpointer implements AsyncDisposable {
  private worker: Worker | null = null;
  private written = 0;

  constructor(private readonly path: string) {}

  /** To be awaited after each write of so many bytes. */
  async wrote(bytes: number): Promise<void> {
    this.written += bytes;
    if (this.written < DUE_BYTES) return;
    this.written = 0;
    this.worker ??= new Worker(new URL("./checkpoint.worker.ts", import.meta.url).href);
    await this.tell(this.path);
  }

  /** Ends the thread once it has closed its database. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.tell(null);
    this.worker?.terminate();
  }

  private tell(order: string | null): Promise<void> {
    const { worker } = this;
    if (!worker) return Promise.resolve();
    return new Promise((resolve) => {
      worker.onmessage = () => resolve();
      // Without the thread the writer does it.
      worker.onerror = () => resolve();
      worker.postMessage(order);
    });
  }
}
