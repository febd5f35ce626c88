import { ZipWriter } from "../../core/archive/zip-writer.ts";
import { nativeCrc32 } from "../../core/hashing/native-digests.ts";
import { formatAmount } from "../../core/quantity.ts";
import type { ArchivedTorrent, OmittedTorrent } from "../../work/users/user-archive.ts";
import type { ChunkWriter } from "./chunk-writer.ts";
import { type BodyEvents, StreamedBody } from "./streamed-body.ts";

export interface ZipEvents extends BodyEvents {
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
export class ZipBody extends StreamedBody<ZipEvents> {
  /** How many torrents the archive has so far. */
  count = 0;
  readonly omittedIds: number[] = [];
  private readonly zip = new ZipWriter(nativeCrc32);
  private readonly omitted: string[] = [];
  private untold: number[] = [];

  constructor(
    private readonly torrents: AsyncGenerator<ArchivedTorrent | OmittedTorrent>,
    events: ZipEvents,
  ) {
    super(events);
  }

  protected async write(writer: ChunkWriter): Promise<void> {
    try {
      await this.writeAll(writer);
    } catch (error) {
      this.events.trouble(error);
    }
  }

  protected override close(): void {
    this.tell();
  }

  private async writeAll(writer: ChunkWriter): Promise<void> {
    for await (const torrent of this.torrents) {
      // Leaving the loop ends the generator, and with it all reading for a client that is gone.
      if (this.over) return;
      if ("omitted" in torrent) this.omit(torrent);
      else await this.add(writer, torrent);
      // The state of the next one is read when it is asked for.
      await writer.ready();
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
    const head = `Not in this archive, since their files could not be read: ${formatAmount(this.omittedIds.length, "torrent")}. Try again later.\r\n\r\n`;
    return `${head}${listed}${more > 0 ? `and ${more} more\r\n` : ""}`;
  }

  private tell(): void {
    if (this.untold.length > 0) this.events.handed(this.untold);
    this.untold = [];
  }
}
