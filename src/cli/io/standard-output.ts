import { ReseederError } from "../../core/errors.ts";
import { systemReason } from "../../core/thrown-error.ts";
import type { Output } from "./io.ts";

/** What is needed of `process.stdout`. */
export interface Sink {
  write(chunk: string | Uint8Array, done: (error?: Error | null) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Why nothing more is written: nobody reads it any more, or the system does not take it. */
export type OutputFailure = "SIGPIPE" | "OUTPUT";

/**
 * Standard output. Every byte goes through here, in order, and none is dropped in silence: what the system has not
 * taken is thrown by `accepted`, and nothing is written after it.
 */
export class StandardOutput implements Output {
  private last: Promise<void> = Promise.resolve();
  private failure: ReseederError | null = null;

  /** @param onFailure called once, so that long work does not go on for nobody */
  constructor(
    private readonly sink: Sink,
    private readonly onFailure: (failure: OutputFailure) => void,
  ) {
    // Without a listener the error would end the process.
    sink.on("error", (error) => this.fail(error));
  }

  write(text: string): void {
    this.send(text);
  }

  writeBytes(bytes: Uint8Array): Promise<void> {
    this.send(bytes);
    return this.accepted();
  }

  async accepted(): Promise<void> {
    await this.last;
    if (this.failure) throw this.failure;
  }

  get isTerminal(): boolean {
    return Boolean(this.sink.isTTY);
  }

  get columns(): number {
    return this.sink.columns ?? 80;
  }

  private send(chunk: string | Uint8Array): void {
    if (this.failure) return;
    this.last = new Promise((done) => {
      this.sink.write(chunk, (error) => {
        if (error) this.fail(error);
        done();
      });
    });
  }

  private fail(cause: Error): void {
    if (this.failure) return;
    const isClosed = (cause as NodeJS.ErrnoException).code === "EPIPE";
    this.failure = isClosed
      ? new ReseederError("OUTPUT_CLOSED", "The reader of the output has gone", { cause })
      : new ReseederError("OUTPUT_FAILED", `Cannot write the output: ${systemReason(cause)}`, { cause });
    this.onFailure(isClosed ? "SIGPIPE" : "OUTPUT");
  }
}
