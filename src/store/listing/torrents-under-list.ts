import type { Database } from "bun:sqlite";
import type { WithheldReason } from "../../core/listing/listed-torrent.ts";

/** What a list may change of a torrent. */
export interface TorrentUnderList {
  id: number;
  /** Bits, as `STATE`. */
  state: number;
  infoHashV1: Uint8Array | null;
  infoHashV2: Uint8Array | null;
  externalId: string | null;
  seeders: number | null;
  leechers: number | null;
  withheldReason: WithheldReason | null;
  trackerAddedAt: number | null;
}

/** The torrents of the index as a list is compared with them. */
export class TorrentsUnderList {
  constructor(private readonly database: Database) {}

  /** Torrents with a higher id, `limit` of them, in ascending order. */
  page(after: number, limit: number): TorrentUnderList[] {
    return this.database
      .query<unknown, [number, number]>(
        `SELECT id, state, info_hash_v1, info_hash_v2, external_id, seeders, leechers, withheld_reason, tracker_added_at
         FROM torrents WHERE id > ? ORDER BY id LIMIT ?`,
      )
      .values(after, limit)
      .map((row) => toTorrent(row as RowValues));
  }

  /** Torrents that a list took off offer or gave an id, with a higher id; for the end of a list. */
  marked(after: number, limit: number): number[] {
    return this.database
      .query<unknown, [number, number]>(
        `SELECT id FROM torrents WHERE id > ? AND (state & 8 OR external_id_given = 2 OR tracker_added_at IS NOT NULL)
         ORDER BY id LIMIT ?`,
      )
      .values(after, limit)
      .map((row) => row[0] as number);
  }
}

type RowValues = [
  number,
  number,
  Uint8Array | null,
  Uint8Array | null,
  string | null,
  number | null,
  number | null,
  WithheldReason | null,
  number | null,
];

function toTorrent(row: RowValues): TorrentUnderList {
  const [id, state, infoHashV1, infoHashV2, externalId, seeders, leechers, withheldReason, trackerAddedAt] = row;
  return { id, state, infoHashV1, infoHashV2, externalId, seeders, leechers, withheldReason, trackerAddedAt };
}
