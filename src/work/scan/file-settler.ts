import { encodePath } from "../../core/path-bytes.ts";
import type { IndexWriter } from "../../store/index/index-writer.ts";
import type { KnownLocations } from "../../store/index/locations.ts";
import type { PostingsBuffer } from "../../store/index/postings-buffer.ts";
import type { Root } from "../../store/index/roots.ts";
import type { ReadResult } from "../files/torrent-file.ts";
import type { ExternalIds } from "./external-ids.ts";
import type { ScanCounts } from "./scan-event.ts";

/** What the updates of one scan, or of one batch of changes, add to together. */
export interface Shared {
  counts: ScanCounts;
  /** SHA-1 of whole files → where they lie. */
  digests: Map<string, Set<string>>;
  /** Torrents that went missing: one that turns up again was moved. */
  lost: Set<number>;
  /** Torrents with further copies, and how many: one that loses another place was moved. */
  copies: Map<number, number>;
}

/**
 * Which count a file adds to; `copied` and null for those that add to none, or to the rejected, `superseded` for those to
 * read again.
 */
export type Outcome = "added" | "returned" | "updated" | "unchanged" | "copied" | "superseded" | null;

/** What a file that holds something else than before does to it: nothing yet, or it takes its place. */
export type Superseding = "put-off" | "replace";

type TorrentFile = Extract<ReadResult, { kind: "torrent" }>;

/** Puts files of one root into the index one by one, inside the caller's write transaction. */
export class FileSettler {
  constructor(
    private readonly root: Root,
    private readonly known: KnownLocations,
    private readonly shared: Shared,
    /** Torrents that were met, so that a moved file is not taken for a lost one. */
    private readonly met: Set<number>,
    private readonly postings: PostingsBuffer,
  ) {}

  /** Puts one file into the index; `id` is that of the torrent, 0 for none. */
  settle(
    writer: IndexWriter,
    ids: ExternalIds,
    path: string,
    result: ReadResult,
    superseding: Superseding,
  ): { outcome: Outcome; id: number } {
    if (result.kind === "gone") return { outcome: null, id: 0 };
    const row = this.known.rows.get(path);
    const before = row === undefined ? 0 : (this.known.torrentId[row] ?? 0);
    if (before !== 0 && superseding === "put-off") {
      const now = result.kind === "torrent" ? writer.idOf(result.record) : null;
      if (now !== null) this.met.add(now);
      if (now !== before) return { outcome: "superseded", id: before };
    }
    if (result.kind === "rejected") {
      this.markMissing(writer, ids, writer.upsert(this.root.id, encodePath(path), result.stamp, result));
      return { outcome: null, id: 0 };
    }
    const { id, outcome } = writer.keep(result.record, ids.of(this.root.id, path));
    this.met.add(id);
    if (outcome === "added") this.postings.add(id, result.record);
    else ids.touch(id);
    const location = { id, infoOffset: result.infoOffset };
    const replaced = writer.upsert(this.root.id, encodePath(path), result.stamp, location);
    if (replaced !== id) this.markMissing(writer, ids, replaced);
    return { outcome: this.outcomeOf(id, outcome, row, result), id };
  }

  /** Takes a torrent off offer if it lies nowhere any more; 0 stands for none. */
  markMissing(writer: IndexWriter, ids: ExternalIds, torrentId: number): boolean {
    ids.touch(torrentId);
    this.noteMoved(torrentId);
    if (torrentId === 0 || !writer.settle(torrentId)) return false;
    this.shared.counts.missing++;
    this.shared.lost.add(torrentId);
    return true;
  }

  /** Where a torrent gives up a place, one of its copies is the same file at a new place. */
  private noteMoved(torrentId: number): void {
    const { copies, counts } = this.shared;
    const left = copies.get(torrentId) ?? 0;
    if (left === 0) return;
    copies.set(torrentId, left - 1);
    counts.updated++;
  }

  private outcomeOf(
    id: number,
    kept: "added" | "returned" | "known",
    row: number | undefined,
    result: TorrentFile,
  ): Outcome {
    if (kept === "returned" && this.shared.lost.delete(id)) {
      this.shared.counts.missing--;
      return "updated";
    }
    if (kept !== "known") return kept;
    if (row === undefined) {
      const { copies } = this.shared;
      copies.set(id, (copies.get(id) ?? 0) + 1);
      return "copied";
    }
    const same = this.known.torrentId[row] === id && isSameStamp(this.known, row, result);
    return same ? "unchanged" : "updated";
  }
}

/** Whether a file is as it is known. */
export function isSameStamp(known: KnownLocations, row: number, { stamp }: Pick<TorrentFile, "stamp">): boolean {
  return known.size[row] === stamp.size && known.mtimeS[row] === stamp.mtimeS && known.mtimeNs[row] === stamp.mtimeNs;
}
