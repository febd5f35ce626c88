import type { Tier } from "../core/match.ts";
import type { AnsweredTorrent, SkippedTorrent } from "../work/answer.ts";
import type { Ranking } from "../work/matcher.ts";

/** Bytes handed to the network at a time; a larger .torrent goes out in several. */
const CHUNK = 256 * 1024;
/** Bytes of a .torrent encoded at a time; a multiple of three, so that no padding stands in the middle. */
const SLICE = 96 * 1024;

export interface AnswerEvents {
  /** Reading failed on the way; what was not read yet counts as skipped, and the JSON stays whole. */
  trouble(error: unknown): void;
  /** Called once: true when all bytes were handed over, false when the client hung up. */
  ended(whole: boolean): void;
}

/** The answer to phase 1 or 2 as bytes, torrent by torrent; never more than a few of them in memory. */
export class AnswerBody {
  bytes = 0;
  filesMatched = 0;
  readonly torrentIds: number[] = [];
  private skipped = 0;
  private chunk = Buffer.allocUnsafeSlow(CHUNK);
  private used = 0;
  private done = false;

  constructor(
    private readonly tier: Tier,
    private readonly ranking: Ranking,
    private readonly torrents: AsyncGenerator<AnsweredTorrent | SkippedTorrent>,
    private readonly events: AnswerEvents,
  ) {}

  /** The bytes, as fast as the client takes them. */
  stream(): ReadableStream<Uint8Array> {
    const chunks = this.chunks();
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const { done, value } = await chunks.next();
          if (value) {
            this.bytes += value.length;
            controller.enqueue(value);
          }
          if (!done) return;
          controller.close();
          this.end(true);
        },
        cancel: async () => {
          await chunks.return(undefined);
          this.end(false);
        },
      },
      { highWaterMark: 0 },
    );
  }

  private end(whole: boolean): void {
    if (this.done) return;
    this.done = true;
    this.events.ended(whole);
  }

  private async *chunks(): AsyncGenerator<Uint8Array, undefined> {
    const { total, truncated, ambiguousSizes } = this.ranking;
    yield* this.text(
      `{"status":"ok","matched_torrents_count":${total},"truncated":${truncated},"match":"${this.tier}","matched_torrents":[`,
    );
    try {
      for await (const torrent of this.torrents) {
        if ("skipped" in torrent) this.skipped++;
        else yield* this.torrent(torrent);
      }
    } catch (error) {
      this.skipped = this.ranking.candidates.length - this.torrentIds.length;
      this.events.trouble(error);
    } finally {
      await this.torrents.return(undefined);
    }
    yield* this.text(
      `],"matched_files_count":${this.filesMatched},"skipped_torrents":${this.skipped},"ambiguous_sizes":${JSON.stringify(ambiguousSizes)}}`,
    );
    yield this.chunk.subarray(0, this.used);
  }

  private *torrent(torrent: AnsweredTorrent): Generator<Uint8Array> {
    const { coverage } = torrent;
    const head = JSON.stringify({
      torrent_id: torrent.torrentId,
      info_hash: torrent.infoHash,
      name: torrent.name,
      size: torrent.size,
      coverage: {
        files: coverage.files,
        of_files: coverage.ofFiles,
        bytes: coverage.bytes,
        of_bytes: coverage.ofBytes,
      },
      seeders: torrent.seeders,
      files: torrent.files.map(({ requestIndex, path, match }) => ({ request_index: requestIndex, path, match })),
      ...(torrent.filesComplete ? {} : { files_truncated: true }),
    });
    yield* this.text(`${this.torrentIds.length > 0 ? "," : ""}${head.slice(0, -1)},"torrent_file":"`);
    yield* this.base64(torrent.torrent);
    yield* this.text(`"}`);
    this.torrentIds.push(torrent.torrentId);
    this.filesMatched += coverage.files;
  }

  private *text(text: string): Generator<Uint8Array> {
    const bytes = Buffer.byteLength(text);
    yield* this.reserve(bytes);
    this.used += this.chunk.write(text, this.used, "utf8");
  }

  private *base64(bytes: Uint8Array): Generator<Uint8Array> {
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let start = 0; start < source.length; start += SLICE) {
      const text = source.toString("base64", start, start + SLICE);
      yield* this.reserve(text.length);
      this.used += this.chunk.write(text, this.used, "latin1");
    }
  }

  /** Makes room for so many bytes; what was written goes out when it does not fit any more. */
  private *reserve(bytes: number): Generator<Uint8Array> {
    if (this.used + bytes <= this.chunk.length) return;
    if (this.used > 0) yield this.chunk.subarray(0, this.used);
    this.chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK, bytes));
    this.used = 0;
  }
}
