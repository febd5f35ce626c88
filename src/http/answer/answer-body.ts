import type { Tier } from "../../core/match/match.ts";
import type { AnsweredTorrent, SkippedTorrent } from "../../work/match/answer.ts";
import type { Ranking } from "../../work/match/matcher.ts";
import type { ChunkWriter } from "./chunk-writer.ts";
import { type BodyEvents, StreamedBody } from "./streamed-body.ts";

/** The answer to phase 1 or 2, torrent by torrent; never more than a few of them in memory. */
export class AnswerBody extends StreamedBody {
  filesMatched = 0;
  readonly torrentIds: number[] = [];
  /** Torrents whose file was gone or had changed. */
  readonly skippedIds: number[] = [];
  private skipped = 0;

  constructor(
    private readonly tier: Tier,
    private readonly ranking: Ranking,
    private readonly torrents: AsyncGenerator<AnsweredTorrent | SkippedTorrent>,
    events: BodyEvents,
  ) {
    super(events);
  }

  protected async write(writer: ChunkWriter): Promise<void> {
    const { total, truncated, heldBack, ambiguousSizes, candidates } = this.ranking;
    await writer.text(
      `{"status":"ok","matched_torrents_count":${total},"truncated":${truncated},"held_back":${heldBack},"match":"${this.tier}","matched_torrents":[`,
    );
    try {
      for await (const torrent of this.torrents) {
        // Leaving the loop ends the generator, and with it all reading for a client that is gone.
        if (this.over) return;
        if ("skipped" in torrent) {
          this.skipped++;
          this.skippedIds.push(torrent.torrentId);
        } else await this.torrent(writer, torrent);
        // The state of the next one is read when it is asked for.
        await writer.ready();
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
