import type { Database } from "bun:sqlite";
import type { ListedReason, WithheldReason } from "../../core/listing/listed-torrent.ts";

/** What is stored of a line of the list; counts of its swarm go to the torrent. */
export interface ListedRow {
  infoHash: Uint8Array;
  externalId: string | null;
  addedAt: number | null;
  reason: ListedReason | null;
}

/** The info-hashes of a torrent. */
export interface InfoHashes {
  infoHashV1: Uint8Array | null;
  infoHashV2: Uint8Array | null;
}

/** The hashes under which a list may name a torrent: v1, v2, and v2 cut to 20 bytes, as trackers know it (BEP 52). */
export function listedHashes({ infoHashV1, infoHashV2 }: InfoHashes): Uint8Array[] {
  if (infoHashV2 === null) return infoHashV1 === null ? [] : [infoHashV1];
  const hashes = [infoHashV2, infoHashV2.subarray(0, 20)];
  return infoHashV1 === null ? hashes : [infoHashV1, ...hashes];
}

/**
 * Why a torrent is withheld, by the lines that name it: one that lets it be offered decides.
 * @param reasons what each of them says; null for one that lets it be offered
 * @param unlisted as the setting
 * @returns null for one that may be offered
 */
export function reasonOf(
  reasons: readonly (ListedReason | null)[],
  unlisted: "withhold" | "offer",
): WithheldReason | null {
  if (reasons.length === 0) return unlisted === "withhold" ? "not-listed" : null;
  return reasons.includes(null) ? null : (reasons[0] ?? null);
}

/** The lines of the list in force. */
export class ListedTorrents {
  constructor(private readonly database: Database) {}

  /** Whether the list has lines. */
  isEmpty(): boolean {
    return this.database.query("SELECT 1 FROM listed LIMIT 1").get() === null;
  }

  /** The lines after an info-hash, in order of their bytes. */
  page(after: Uint8Array, limit: number): ListedRow[] {
    return this.database
      .query<unknown, [Uint8Array, number]>(
        "SELECT info_hash, external_id, added_at, reason FROM listed WHERE info_hash > ? ORDER BY info_hash LIMIT ?",
      )
      .values(after, limit)
      .map((row) => toRow(row as RowValues));
  }

  /** The lines that name a torrent. */
  naming(torrent: InfoHashes): ListedRow[] {
    const query = this.database.query<unknown, [Uint8Array]>(
      "SELECT info_hash, external_id, added_at, reason FROM listed WHERE info_hash = ?",
    );
    return listedHashes(torrent).flatMap((hash) => query.values(hash).map((row) => toRow(row as RowValues)));
  }

  /** Adds lines, or puts them in place of those of the same info-hash. Call inside a write transaction. */
  upsert(rows: readonly ListedRow[]): void {
    const put = this.database.query("INSERT OR REPLACE INTO listed VALUES (?, ?, ?, ?)");
    for (const { infoHash, externalId, addedAt, reason } of rows) put.run(infoHash, externalId, addedAt, reason);
  }

  /** Takes lines out. Call inside a write transaction. */
  remove(infoHashes: readonly Uint8Array[]): void {
    const remove = this.database.query("DELETE FROM listed WHERE info_hash = ?");
    for (const infoHash of infoHashes) remove.run(infoHash);
  }

  /** Takes up to `limit` lines out, whichever. Answers how many. Call inside a write transaction. */
  removeSome(limit: number): number {
    const sql = "DELETE FROM listed WHERE info_hash IN (SELECT info_hash FROM listed LIMIT ?)";
    return this.database.query(sql).run(limit).changes;
  }
}

type RowValues = [Uint8Array, string | null, number | null, ListedReason | null];

function toRow([infoHash, externalId, addedAt, reason]: RowValues): ListedRow {
  return { infoHash, externalId, addedAt, reason };
}
