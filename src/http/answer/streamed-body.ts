import { ChunkWriter, type Sink } from "./chunk-writer.ts";

export interface BodyEvents {
  /** Reading failed on the way; what follows from that is for each kind of body to say. */
  trouble(error: unknown): void;
  /** Called once: true when everything was handed over, false when the client hung up. */
  ended(whole: boolean): void;
}

/** The body of an answer that is made while it is sent, as fast as the client takes it. */
export abstract class StreamedBody<E extends BodyEvents = BodyEvents> {
  private writer: ChunkWriter | null = null;
  /** Set when the client is gone, or has everything. */
  protected over = false;

  constructor(protected readonly events: E) {}

  /** Bytes handed on so far. */
  get bytes(): number {
    return this.writer?.bytes ?? 0;
  }

  /** Writes everything, and stops as soon as `over` is set. */
  protected abstract write(writer: ChunkWriter): Promise<void>;

  /** Called once, before `events.ended`. */
  protected close(): void {}

  /** The body; to be asked for once. @param ended called last, as `BodyEvents.ended` */
  stream(ended: (whole: boolean) => void = () => {}): ReadableStream<Uint8Array> {
    const end = (whole: boolean): void => {
      if (this.over) return;
      this.over = true;
      this.close();
      this.events.ended(whole);
      ended(whole);
    };
    const source = {
      type: "direct",
      pull: async (sink: Sink) => {
        this.writer = new ChunkWriter(sink);
        await this.write(this.writer);
        if (this.over) return;
        await this.writer.end();
        end(true);
      },
      cancel: () => end(false),
    };
    return new ReadableStream(source as unknown as Bun.DirectUnderlyingSource<Uint8Array>);
  }
}
