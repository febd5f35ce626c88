import { STATE } from "../../core/api/torrent-state.ts";
import type { TorrentRecord } from "../../core/content/record.ts";
import type { WithheldReason } from "../../core/listing/listed-torrent.ts";
import type { SwarmCount } from "../../core/scrape/swarm-count.ts";
import { ListRule } from "../listing/list-rule.ts";
import { insertPostings } from "./insert-postings.ts";
import { LocationWriter } from "./location-writer.ts";
import type { FlatPostings, PostingsTable } from "./postings.ts";
import { type CountedTorrent, TotalsChange } from "./totals-change.ts";

/** Who said the tracker's own id of a torrent; a later one of these is not overruled by an earlier one. */
export const ID_SAID_BY = { FILE_NAME: 0, PUSH: 1, LIST: 2 } as const;
export type IdSaidBy = (typeof ID_SAID_BY)[keyof typeof ID_SAID_BY];

/** All changes to the index go through here, inside one write transaction (`Store.write`). */
export class IndexWriter extends LocationWriter {
  private rule: ListRule | null = null;
  private readonly totals = new TotalsChange(this.database);

  /**
   * Makes sure the torrent is in the index and not missing. Answers its id and what had to be done. A torrent that was
   * added is found by nobody until its postings are written too (store/index/postings-buffer.ts). One that was removed stays so,
   * whatever its file does. One that is added is withheld at once where the list in force does not offer it.
   * @param externalId the tracker's own id of one that is added (core/content/external-id.ts); others keep what they have
   */
  keep(
    record: TorrentRecord,
    externalId: string | null = null,
  ): { id: number; outcome: "added" | "returned" | "known" } {
    const id = this.idOf(record);
    if (id === null) return { id: this.add(record, externalId), outcome: "added" };
    if (record.piecesHash) this.setPiecesHash(id, record.piecesHash);
    const isBack = this.changeState(id, 0, STATE.MISSING) && !this.isRemoved(id);
    return { id, outcome: isBack ? "returned" : "known" };
  }

  /**
   * Keeps the bytes of a torrent that lies in no folder. Answers whether it was missing until now.
   * @param bytes as `withoutSecrets` leaves them: the database holds no passkey
   */
  store(id: number, bytes: Uint8Array, infoOffset: number): boolean {
    this.database
      .query(
        `INSERT INTO stored_torrents (torrent_id, info_offset, bytes, stored_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (torrent_id) DO UPDATE SET is_copy = 0 WHERE is_copy = 1`,
      )
      .run(id, infoOffset, bytes, this.now);
    return this.changeState(id, 0, STATE.MISSING);
  }

  /** Whether an operator took a torrent off offer for good. */
  isRemoved(id: number): boolean {
    return ((this.countedTorrent(id)?.state ?? 0) & STATE.REMOVED) !== 0;
  }

  /** Takes a torrent off offer for good and drops stored bytes; its row and id stay. Answers whether it was there. */
  remove(id: number): boolean {
    this.database.query("DELETE FROM stored_torrents WHERE torrent_id = ?").run(id);
    const removed = this.changeState(id, STATE.REMOVED, 0);
    this.settle(id);
    return removed;
  }

  /**
   * Notes the tracker's own id of a torrent: what a file's name says overrules neither a push nor the list in force, and a
   * push not the list.
   */
  setExternalId(id: number, externalId: string | null, by: IdSaidBy): void {
    this.database
      .query(
        `UPDATE torrents SET external_id = ?2, external_id_given = ?3
         WHERE id = ?1 AND external_id_given <= ?3 AND (external_id IS NOT ?2 OR external_id_given IS NOT ?3)`,
      )
      .run(id, externalId, by);
  }

  /** Another torrent that has the tracker's own id of this one, the oldest of them; null where none has. */
  otherWithExternalId(id: number, externalId: string): number | null {
    const sql = "SELECT id FROM torrents WHERE external_id = ? AND id <> ? ORDER BY id LIMIT 1";
    return this.database.query<{ id: number }, [string, number]>(sql).get(externalId, id)?.id ?? null;
  }

  /** Lets pushes say the tracker's own id again, where a list did that is no longer in force. */
  releaseExternalId(id: number): void {
    this.database
      .query("UPDATE torrents SET external_id_given = ? WHERE id = ? AND external_id_given = ?")
      .run(ID_SAID_BY.PUSH, id, ID_SAID_BY.LIST);
  }

  /** Notes since when the tracker has a torrent, in Unix milliseconds. */
  setTrackerAddedAt(id: number, addedAt: number | null): void {
    this.database
      .query("UPDATE torrents SET tracker_added_at = ?2 WHERE id = ?1 AND tracker_added_at IS NOT ?2")
      .run(id, addedAt);
  }

  /** Takes a torrent off offer by the word of the list, whatever else it is. Answers whether it was not so before. */
  withhold(id: number, reason: WithheldReason): boolean {
    const withheld = this.changeState(id, STATE.WITHHELD, 0);
    if (withheld) this.noteWithheld(id, reason, this.now);
    else {
      const sql = "UPDATE torrents SET withheld_reason = ?2 WHERE id = ?1 AND withheld_reason IS NOT ?2";
      this.database.query(sql).run(id, reason);
    }
    return withheld;
  }

  /** Lets a torrent be offered again, as far as nothing but the list kept it back. Answers whether the list did. */
  lift(id: number): boolean {
    const lifted = this.changeState(id, 0, STATE.WITHHELD);
    if (lifted) this.noteWithheld(id, null, null);
    return lifted;
  }

  private noteWithheld(id: number, reason: WithheldReason | null, since: number | null): void {
    this.database.query("UPDATE torrents SET withheld_reason = ?, withheld_at = ? WHERE id = ?").run(reason, since, id);
  }

  /** Notes what a count of a swarm found. Answers how many seeders it had at the count before; null where none is known. */
  setSwarm(id: number, { seeders, leechers }: SwarmCount, seenAt: number): number | null {
    const torrent = this.countedTorrent(id);
    if (!torrent) return null;
    this.database
      .query("UPDATE torrents SET seeders = ?, leechers = ?, swarm_seen_at = ? WHERE id = ?")
      .run(seeders, leechers, seenAt, id);
    this.totals.count(torrent, -1);
    this.totals.count({ ...torrent, seeders }, 1);
    return torrent.seeders;
  }

  /** The id of a torrent by its info-hashes; null for one that was never in the index. */
  idOf({ infoHashV1, infoHashV2 }: Pick<TorrentRecord, "infoHashV1" | "infoHashV2">): number | null {
    const byV1 = "SELECT id FROM torrents WHERE info_hash_v1 = ?";
    const byV2 = "SELECT id FROM torrents WHERE info_hash_v2 = ?";
    const row =
      (infoHashV1 ? this.database.query<{ id: number }, [Uint8Array]>(byV1).get(infoHashV1) : null) ??
      (infoHashV2 ? this.database.query<{ id: number }, [Uint8Array]>(byV2).get(infoHashV2) : null);
    return row?.id ?? null;
  }

  private add(record: TorrentRecord, externalId: string | null): number {
    this.rule ??= new ListRule(this.database);
    const listed = this.rule.of(record);
    const state = listed.reason === null ? 0 : STATE.WITHHELD;
    const { lastInsertRowid } = this.database
      .query(
        `INSERT INTO torrents (state, revision, info_hash_v1, info_hash_v2, pieces_hash, name, private, single_file,
           piece_length, piece_count, info_length, pieces_offset, pieces_length, file_count, payload_size,
           total_size, external_id, external_id_given, added_at, withheld_reason, withheld_at, tracker_added_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        state,
        this.totals.nextRevision(),
        record.infoHashV1,
        record.infoHashV2,
        record.piecesHash,
        record.name,
        Number(record.private),
        Number(record.singleFile),
        record.pieceLength,
        record.pieceCount,
        record.infoLength,
        record.piecesOffset,
        record.piecesLength,
        record.fileCount,
        record.payloadSize,
        record.totalSize,
        listed.externalId ?? externalId,
        listed.externalId === null ? ID_SAID_BY.FILE_NAME : ID_SAID_BY.LIST,
        this.now,
        listed.reason,
        listed.reason === null ? null : this.now,
        listed.addedAt,
      );
    const id = Number(lastInsertRowid);
    this.totals.count({ state, fileCount: record.fileCount, payloadSize: record.payloadSize, seeders: null }, 1);
    this.database.query("INSERT INTO file_lists (torrent_id, list) VALUES (?, ?)").run(id, record.fileList);
    this.database.query("INSERT INTO unindexed (torrent_id) VALUES (?)").run(id);
    return id;
  }

  private setPiecesHash(id: number, piecesHash: Uint8Array): void {
    this.database.query("UPDATE torrents SET pieces_hash = ? WHERE id = ? AND pieces_hash IS NULL").run(piecesHash, id);
  }

  /** Writes postings; one that is there already stays. */
  index(table: PostingsTable, rows: FlatPostings): void {
    insertPostings(this.database, table, rows);
  }

  /** Notes that only torrents up to this id may lack the postings of further names. */
  noteFurtherNames(until: number): void {
    this.database.query("UPDATE totals SET further_names_until = ?").run(until);
  }

  /** Notes that all postings of the torrents are written. */
  markIndexed(torrentIds: readonly number[]): void {
    this.database
      .query("DELETE FROM unindexed WHERE torrent_id IN (SELECT value FROM json_each(?))")
      .run(JSON.stringify(torrentIds));
  }

  /** Sets or clears bits of a torrent's state. Answers whether that changed anything; if so its revision moves. */
  changeState(id: number, set: number, clear: number): boolean {
    const row = this.countedTorrent(id);
    const state = row ? (row.state | set) & ~clear : null;
    if (!row || state === null || state === row.state) return false;
    this.database
      .query("UPDATE torrents SET state = ?, revision = ? WHERE id = ?")
      .run(state, this.totals.nextRevision(), id);
    this.totals.count(row, -1);
    this.totals.count({ ...row, state }, 1);
    return true;
  }

  private countedTorrent(id: number): CountedTorrent | null {
    const sql =
      "SELECT state, seeders, file_count AS fileCount, payload_size AS payloadSize FROM torrents WHERE id = ?";
    return this.database.query<CountedTorrent, [number]>(sql).get(id);
  }

  /** Marks a torrent missing when it lies nowhere any more. Answers whether an offer was lost by that: removed is removed. */
  settle(torrentId: number): boolean {
    const sql = `SELECT 1 AS one FROM locations WHERE torrent_id = ?1
      UNION ALL SELECT 1 FROM stored_torrents WHERE torrent_id = ?1 AND is_copy = 0 LIMIT 1`;
    if (this.database.query<{ one: number }, [number]>(sql).get(torrentId)) return false;
    return this.changeState(torrentId, STATE.MISSING, 0) && !this.isRemoved(torrentId);
  }

  /** Writes revision and counts back; `Store.write` calls this before it commits. */
  finish(): void {
    this.totals.write();
  }
}
