import { yieldToEventLoop } from "../../work/runtime/yield-to-event-loop.ts";
import { writeBase64 } from "./base64.ts";

/** What Bun hands to a stream of type `direct`: a flush that waits ends when the client has taken what was written. */
export interface Sink {
  write(bytes: Uint8Array): number;
  flush(wait: true): Promise<number> | undefined;
  close(): void;
}

/** Bytes handed to the network at a time. */
const CHUNK = 256 * 1024;
/** Bytes encoded in base64 at a time; a multiple of three, so that no padding stands in the middle. */
const SLICE = 96 * 1024;

/**
 * Collects text and bytes in one buffer and hands it on whenever it is full, waiting for a slow client. The buffer is
 * used again: a fresh one for each chunk costs more than filling it.
 */
export class ChunkWriter {
  /** Bytes handed on so far. */
  bytes = 0;
  private buffer = Buffer.allocUnsafeSlow(CHUNK);
  private used = 0;

  constructor(private readonly sink: Sink) {}

  /**
   * Waits for a slow client now rather than in the middle of what is written next, where that is not longer than half of
   * the buffer.
   */
  async ready(): Promise<void> {
    if (this.used > CHUNK / 2) await this.flush();
  }

  /** Writes text in UTF-8. */
  async text(text: string): Promise<void> {
    // A code unit takes three bytes at most.
    if (text.length * 3 > CHUNK) return this.binary(Buffer.from(text));
    if (this.used + text.length * 3 > CHUNK) await this.flush();
    this.used += this.buffer.write(text, this.used, "utf8");
  }

  /** Writes bytes as they are. */
  async binary({ buffer, byteOffset, byteLength }: Uint8Array): Promise<void> {
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    for (let start = 0; start < byteLength; ) {
      if (this.used === CHUNK) await this.flush();
      const copied = bytes.copy(this.buffer, this.used, start);
      this.used += copied;
      start += copied;
    }
  }

  /** Writes bytes in base64, whatever their number without a copy of the whole. */
  async base64(source: Uint8Array): Promise<void> {
    for (let start = 0; start < source.length; start += SLICE) {
      const slice = source.subarray(start, start + SLICE);
      if (this.used + 4 * Math.ceil(slice.length / 3) + 1 > CHUNK) await this.flush();
      this.used = writeBase64(slice, this.buffer, this.used);
    }
  }

  /** Hands on what is left and closes the stream. */
  async end(): Promise<void> {
    await this.flush();
    this.sink.close();
  }

  private async flush(): Promise<void> {
    this.sink.write(this.buffer.subarray(0, this.used));
    this.bytes += this.used;
    this.used = 0;
    const taken = this.sink.flush(true);
    // A socket copies what it cannot send at once. A reader in this process has the bytes themselves, and nothing waits.
    if (taken) await taken;
    else this.buffer = Buffer.allocUnsafeSlow(CHUNK);
    // A fast client never makes it wait.
    await yieldToEventLoop();
  }
}
