import type { Tier } from "../core/match.ts";
import type { AnsweredTorrent, SkippedTorrent } from "../work/answer.ts";
import type { Ranking } from "../work/matcher.ts";
import { ChunkWriter, type Sink } from "./chunk-writer.ts";

export interface AnswerEvents {
  /** So many bytes more were handed on. */
  sent(bytes: number): void;
  /** Reading failed on the way; what was not read yet counts as skipped, and the JSON stays whole. */
  trouble(error: unknown): void;
  /** Called once: true when everything was handed over, false when the client hung up. */
  ended(whole: boolean): void;
}

/** The answer to phase 1 or 2, torrent by torrent; never more than a few of them in memory. */
export class AnswerBody {
  filesMatched = 0;
  readonly torrentIds: number[] = [];
  /** Torrents whose file was gone or had changed. */
  readonly skippedIds: number[] = [];
  private writer: ChunkWriter | null = null;
  private skipped = 0;
  private over = false;

  constructor(
    private readonly tier: Tier,
    private readonly ranking: Ranking,
    private readonly torrents: AsyncGenerator<AnsweredTorrent | SkippedTorrent>,
    private readonly events: AnswerEvents,
  ) {}

  /** Bytes handed on so far. */
  get bytes(): number {
    return this.writer?.bytes ?? 0;
  }

  /** The answer, as fast as the client takes it. */
  stream(): ReadableStream<Uint8Array> {
    const source = {
      type: "direct",
      pull: async (sink: Sink) => {
        this.writer = new ChunkWriter(sink, this.events.sent);
        await this.write(this.writer);
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
    this.events.ended(whole);
  }

  private async write(writer: ChunkWriter): Promise<void> {
    const { total, truncated, ambiguousSizes, candidates } = this.ranking;
    await writer.text(
      `{"status":"ok","matched_torrents_count":${total},"truncated":${truncated},"match":"${this.tier}","matched_torrents":[`,
    );
    try {
      for await (const torrent of this.torrents) {
        // Leaving the loop ends the generator, and with it all reading for a client that is gone.
        if (this.over) return;
        if ("skipped" in torrent) {
          this.skipped++;
          this.skippedIds.push(torrent.torrentId);
        } else await this.torrent(writer, torrent);
      }
    } catch (error) {
      this.skipped = candidates.length - this.torrentIds.length;
      this.events.trouble(error);
    }
    await writer.text(
      `],"matched_files_count":${this.filesMatched},"skipped_torrents":${this.skipped},"ambiguous_sizes":${JSON.stringify(ambiguousSizes)}}`,
    );
  }

  private async torrent(writer: ChunkWriter, torrent: AnsweredTorrent): Promise<void> {
    const comma = this.torrentIds.length > 0 ? "," : "";
    this.torrentIds.push(torrent.torrentId);
    this.filesMatched += torrent.coverage.files;
    await writer.text(`${comma}${describe(torrent).slice(0, -1)},"torrent_file":"`);
    await writer.base64(torrent.torrent);
    await writer.text(`"}`);
  }
}

function describe({
  torrentId,
  externalId,
  infoHash,
  name,
  size,
  coverage,
  seeders,
  files,
  filesComplete,
}: AnsweredTorrent): string {
  return JSON.stringify({
    torrent_id: torrentId,
    external_id: externalId,
    info_hash: infoHash,
    name,
    size,
    coverage: {
      files: coverage.files,
      of_files: coverage.ofFiles,
      bytes: coverage.bytes,
      of_bytes: coverage.ofBytes,
    },
    seeders,
    files: files.map(({ requestIndex, path, match }) => ({ request_index: requestIndex, path, match })),
    ...(filesComplete ? {} : { files_truncated: true }),
  });
}
