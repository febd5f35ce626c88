import type { Database, SQLQueryBindings } from "bun:sqlite";
import type { ListedTorrent, TorrentDetails } from "../../core/api/torrent-json.ts";
import type { TorrentFilter, TorrentOrder } from "../../core/api/torrent-query.ts";
import { bitsOf, STATE, stateOf, type TorrentState } from "../../core/api/torrent-state.ts";
import type { WithheldReason } from "../../core/listing/listed-torrent.ts";
import { idByInfoHash, torrentByInfoHash } from "./find-torrent.ts";

/** Which of the torrents that were asked for are in the index. */
export interface FoundTorrent {
  /** Position among the info-hashes that were asked for. */
  index: number;
  id: number;
  state: TorrentState;
  externalId: string | null;
}

interface Row extends Omit<ListedTorrent, "state" | "private"> {
  state: number;
  private: number;
}

/** A list that counts every torrent says each time of those that it names that their counts still hold. */
const SEEN_AT = `CASE WHEN EXISTS (SELECT 1 FROM listed WHERE reason IS NULL
    AND info_hash IN (info_hash_v1, info_hash_v2, substr(info_hash_v2, 1, 20)))
  THEN max(swarm_seen_at, coalesce((SELECT completed_at FROM listing
    WHERE json_extract(summary, '$.seeders') = json_extract(summary, '$.listed')), 0))
  ELSE swarm_seen_at END`;
const COLUMNS = `id, info_hash_v1 AS infoHashV1, info_hash_v2 AS infoHashV2, external_id AS externalId, name, state,
  private, payload_size AS size, file_count AS fileCount, seeders, leechers, ${SEEN_AT} AS swarmSeenAt,
  added_at AS addedAt, coalesce(matched, 0) AS matched, coalesce(confirmed, 0) AS confirmed`;
const TABLES = "torrents LEFT JOIN torrent_activity ON torrent_id = torrents.id";
const KINDS = {
  v1: "info_hash_v2 IS NULL",
  v2: "info_hash_v1 IS NULL",
  hybrid: "info_hash_v1 IS NOT NULL AND info_hash_v2 IS NOT NULL",
} as const;

/** Lists of torrents for operators, whatever their state. */
export class TorrentList {
  constructor(private readonly database: Database) {}

  /** Those of the torrents from one id to another, both included, that the filter lets through. */
  between(filter: TorrentFilter, order: TorrentOrder, from: number, to: number, limit: number): ListedTorrent[] {
    return this.select("id BETWEEN ? AND ?", [from, to], filter, order, limit);
  }

  /** Those of the given torrents that the filter lets through. */
  among(filter: TorrentFilter, order: TorrentOrder, ids: readonly number[], limit: number): ListedTorrent[] {
    return this.select("id IN (SELECT value FROM json_each(?))", [JSON.stringify(ids)], filter, order, limit);
  }

  private select(
    where: string,
    values: SQLQueryBindings[],
    filter: TorrentFilter,
    order: TorrentOrder,
    limit: number,
  ): ListedTorrent[] {
    const conditions = [where];
    const bindings = [...values];
    const add = (condition: string, ...more: SQLQueryBindings[]) => {
      conditions.push(condition);
      bindings.push(...more);
    };
    // The sign keeps it from being looked up by an index in another order.
    if (filter.state !== undefined) add(`+state IN (${bitsOf(filter.state).join(", ")})`);
    if (filter.private !== undefined) add("private = ?", Number(filter.private));
    if (filter.kind !== undefined) add(KINDS[filter.kind]);
    if (filter.minSeeders !== undefined) add("+seeders >= ?", filter.minSeeders);
    if (filter.maxSeeders !== undefined) add("+seeders <= ?", filter.maxSeeders);
    if (filter.externalId !== undefined) add("+external_id = ?", filter.externalId);
    // No torrent has the id 0.
    if (filter.infoHash !== undefined) add("+id = ?", this.idOf(filter.infoHash) ?? 0);
    const direction = order === "newest" ? "DESC" : "ASC";
    return this.database
      .query<Row, SQLQueryBindings[]>(
        `SELECT ${COLUMNS} FROM ${TABLES} WHERE ${conditions.join(" AND ")} ORDER BY id ${direction} LIMIT ?`,
      )
      .all(...bindings, limit)
      .map(toListed);
  }

  /** The next id beyond one; null at the end. */
  next(order: TorrentOrder, beyond: number): number | null {
    const sql =
      order === "newest"
        ? "SELECT max(id) AS id FROM torrents WHERE id < ?"
        : "SELECT min(id) AS id FROM torrents WHERE id > ?";
    return this.database.query<{ id: number | null }, [number]>(sql).get(beyond)?.id ?? null;
  }

  /** Ids beyond one of torrents in a state other than offered, a page of them in order. */
  inState(state: Exclude<TorrentState, "offered">, order: TorrentOrder, beyond: number, limit: number): number[] {
    const [comparison, direction] = order === "newest" ? ["<", "DESC"] : [">", "ASC"];
    // Each value by itself: within one the index has the ids in order.
    const ids = bitsOf(state).flatMap((bits) =>
      this.database
        .query<unknown, [number, number, number]>(
          `SELECT id FROM torrents WHERE state <> 0 AND state = ? AND id ${comparison} ? ORDER BY id ${direction} LIMIT ?`,
        )
        .values(bits, beyond, limit)
        .map((row) => row[0] as number),
    );
    return ids.sort((a, b) => (order === "newest" ? b - a : a - b)).slice(0, limit);
  }

  /** Ids of the torrents that a tracker knows by this id; several where two folders are of two trackers. */
  withExternalId(externalId: string): number[] {
    const sql = "SELECT id FROM torrents WHERE external_id = ?";
    return this.ids(this.database.query<unknown, [string]>(sql).values(externalId));
  }

  /** The id of a torrent by either info-hash; null for one that was never in the index. */
  idOf(infoHash: Uint8Array): number | null {
    return torrentByInfoHash(this.database, infoHash);
  }

  private ids(rows: unknown[][]): number[] {
    return rows.map((row) => row[0] as number);
  }

  /** Those of the given torrents that hold as many bytes, with or without padding. */
  ofSize(ids: readonly number[], payloadSize: number, totalSize: number): number[] {
    return this.ids(
      this.database
        .query<unknown, [string, number, number]>(
          `SELECT id FROM torrents WHERE id IN (SELECT value FROM json_each(?))
             AND (payload_size = ? OR total_size = ?) ORDER BY id`,
        )
        .values(JSON.stringify(ids), payloadSize, totalSize),
    );
  }

  /** Torrents with this pieces hash, `limit` of them. */
  withPiecesHash(piecesHash: Uint8Array, limit: number): number[] {
    const sql = "SELECT id FROM torrents WHERE pieces_hash = ? ORDER BY id LIMIT ?";
    return this.ids(this.database.query<unknown, [Uint8Array, number]>(sql).values(piecesHash, limit));
  }

  /** For each info-hash whether its .torrent lies nowhere with us: never seen, or missing and not removed. */
  absent(infoHashes: readonly Uint8Array[]): boolean[] {
    const state = this.database.query<{ state: number }, [number]>("SELECT state FROM torrents WHERE id = ?");
    return infoHashes.map((hash) => {
      const id = torrentByInfoHash(this.database, hash);
      const bits = id === null ? STATE.MISSING : (state.get(id)?.state ?? 0);
      return (bits & STATE.MISSING) !== 0 && (bits & STATE.REMOVED) === 0;
    });
  }

  /** Everything but the files; null for an id that was never given. */
  details(id: number): TorrentDetails | null {
    const row = this.database
      .query<
        Row & Omit<TorrentDetails, keyof Row | "withheld"> & { reason: WithheldReason | null; since: number },
        [number]
      >(
        `SELECT ${COLUMNS}, pieces_hash AS piecesHash, piece_length AS pieceLength, piece_count AS pieceCount,
           total_size AS totalSize, single_file AS singleFile, withheld_reason AS reason, withheld_at AS since,
           EXISTS (SELECT 1 FROM stored_torrents WHERE torrent_id = torrents.id) AS stored
         FROM ${TABLES} WHERE id = ?`,
      )
      .get(id);
    if (!row) return null;
    const { reason, since, ...details } = row;
    return {
      ...details,
      ...toListed(row),
      singleFile: Boolean(row.singleFile),
      withheld: reason && { reason, since },
      stored: Boolean(row.stored),
    };
  }

  /** Where the content of `info.pieces` lies, from the start of `info`; null for a torrent of version 2 alone. */
  piecesRange(id: number): { offset: number; length: number } | null {
    const sql = `SELECT pieces_offset AS offset, pieces_length AS length FROM torrents
      WHERE id = ? AND pieces_offset IS NOT NULL`;
    return this.database.query<{ offset: number; length: number }, [number]>(sql).get(id);
  }

  /** Which of many info-hashes are in the index. @param hashes 20 or 32 bytes as hexadecimal digits */
  check(hashes: readonly string[]): FoundTorrent[] {
    return this.database
      .query<Omit<FoundTorrent, "state"> & { state: number }, [string]>(
        `SELECT wanted.key AS "index", torrents.id, state, external_id AS externalId FROM json_each(?) AS wanted
         CROSS JOIN torrents ON torrents.id = ${idByInfoHash("unhex(wanted.value)")}`,
      )
      .all(JSON.stringify(hashes))
      .map((row) => ({ ...row, state: stateOf(row.state) }));
  }
}

function toListed(row: Row): ListedTorrent {
  return { ...row, state: stateOf(row.state), private: Boolean(row.private) };
}
