import { ZipWriter } from "../core/zip-writer.ts";
import type { ArchivedTorrent, OmittedTorrent } from "../work/user-archive.ts";
import type { AnswerEvents } from "./answer-body.ts";
import { ChunkWriter, type Sink } from "./chunk-writer.ts";

export interface ZipEvents extends AnswerEvents {
  /** These torrents were handed on. */
  handed(torrentIds: number[]): void;
}

/** Torrents told of at a time. */
const TOLD = 1_000;
/** Torrents listed in the file about those that are missing. */
const MAX_LISTED = 10_000;
/** Sorts before most names. */
const OMITTED_FILE = "_skipped.txt";

/**
 * An archive of torrents, one by one; never more than a few of them in memory. Those that could not be handed out are
 * listed in a file at the end. When reading fails on the way the archive has no directory, so that nobody takes it for a
 * whole one.
 */
export class ZipBody {
  /** How many torrents the archive has so far. */
  count = 0;
  readonly omittedIds: number[] = [];
  private readonly zip = new ZipWriter();
  private readonly omitted: string[] = [];
  private untold: number[] = [];
  private writer: ChunkWriter | null = null;
  private over = false;

  constructor(
    private readonly torrents: AsyncGenerator<ArchivedTorrent | OmittedTorrent>,
    private readonly events: ZipEvents,
  ) {}

  /** Bytes handed on so far. */
  get bytes(): number {
    return this.writer?.bytes ?? 0;
  }

  /** The archive, as fast as the client takes it. */
  stream(): ReadableStream<Uint8Array> {
    const source = {
      type: "direct",
      pull: async (sink: Sink) => {
        this.writer = new ChunkWriter(sink, this.events.sent);
        try {
          await this.write(this.writer);
        } catch (error) {
          this.events.trouble(error);
        }
        if (this.over) return;
        await this.writer.end();
        this.end(true);
      },
      cancel: () => this.end(false),
    };
    return new ReadableStream(source as unknown as Bun.DirectUnderlyingSource<Uint8Array>);
  }

  private end(whole: boolean): void {
    if (this.over) return;
    this.over = true;
    this.tell();
    this.events.ended(whole);
  }

  private async write(writer: ChunkWriter): Promise<void> {
    for await (const torrent of this.torrents) {
      // Leaving the loop ends the generator, and with it all reading for a client that is gone.
      if (this.over) return;
      if ("omitted" in torrent) this.omit(torrent);
      else await this.add(writer, torrent);
    }
    const listed = this.omitted.join("");
    if (listed !== "") await this.put(writer, this.zip.add(OMITTED_FILE, Buffer.from(this.explained(listed))));
    await this.put(writer, this.zip.finish());
  }

  private async add(writer: ChunkWriter, { torrentId, fileName, torrent, at }: ArchivedTorrent): Promise<void> {
    await this.put(writer, this.zip.add(fileName, torrent, at));
    this.count++;
    if (this.untold.push(torrentId) === TOLD) this.tell();
  }

  private async put(writer: ChunkWriter, chunks: Iterable<Uint8Array>): Promise<void> {
    for (const chunk of chunks) {
      if (this.over) return;
      await writer.binary(chunk);
    }
  }

  private omit({ torrentId, infoHash, name }: OmittedTorrent): void {
    this.omittedIds.push(torrentId);
    if (this.omitted.length < MAX_LISTED) this.omitted.push(`${infoHash}  ${name.replace(/\p{C}/gu, "_")}\r\n`);
  }

  private explained(listed: string): string {
    const more = this.omittedIds.length - this.omitted.length;
    const head = `${this.omittedIds.length} torrents could not be read and are not in this archive; try again later.\r\n\r\n`;
    return `${head}${listed}${more > 0 ? `and ${more} more\r\n` : ""}`;
  }

  private tell(): void {
    if (this.untold.length > 0) this.events.handed(this.untold);
    this.untold = [];
  }
}
