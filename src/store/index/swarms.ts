import type { Database } from "bun:sqlite";
import { dayOf } from "../../core/iso-time.ts";
import type { SwarmCount } from "../../core/scrape/swarm-count.ts";
import { torrentByInfoHash, torrentsByInfoHashes } from "./find-torrent.ts";
import type { IndexWriter } from "./index-writer.ts";

/** A torrent on offer as trackers know it. */
export interface SwarmKey {
  torrentId: number;
  infoHashV1: Uint8Array | null;
  infoHashV2: Uint8Array | null;
}

/** One count of one torrent. */
export interface CountedSwarm extends SwarmCount {
  torrentId: number;
  /** When it was counted, in Unix milliseconds. */
  at: number;
}

/** A torrent that had no seeder, was confirmed by a user, and has one now. */
export interface Revival {
  torrentId: number;
  infoHash: Uint8Array;
  name: string;
  /** Null for a user who did not say who he is. */
  userId: string | null;
  confirmedAt: number;
  at: number;
  seeders: number;
}

/** A revival as a site rewards it. */
export interface RevivalLine {
  id: number;
  /** When its first seeder was counted, in Unix milliseconds. */
  at: number;
  user: string | null;
  torrentId: number;
  externalId: string | null;
  infoHash: Uint8Array;
  way: "report";
}

/** A torrent without a seeder. */
export interface NeededTorrent {
  torrentId: number;
  infoHash: Uint8Array;
  name: string;
  leechers: number | null;
  /** How many reports confirmed it. */
  confirmed: number;
}

/** How long after a user confirmed a torrent its first seeder is put down to him. */
export const REVIVAL_MS = 7 * 24 * 3_600_000;

/** What trackers count of the torrents, and which came back to life. */
export class Swarms {
  constructor(private readonly database: Database) {}

  /**
   * One page of the torrents on offer with the time of their last count, by id.
   * @returns null after the last page
   */
  page(after: number, limit: number): { last: number; torrents: { id: number; seenAt: number | null }[] } | null {
    const rows = this.database
      .query<[number, number, number | null], [number, number]>(
        "SELECT id, state, swarm_seen_at FROM torrents WHERE id > ? ORDER BY id LIMIT ?",
      )
      .values(after, limit) as [number, number, number | null][];
    const last = rows.at(-1)?.[0];
    if (last === undefined) return null;
    return { last, torrents: rows.flatMap(([id, state, seenAt]) => (state === 0 ? [{ id, seenAt }] : [])) };
  }

  /** The info-hashes of those of the given torrents that are on offer, in the order given. */
  keys(ids: readonly number[]): SwarmKey[] {
    return this.database
      .query<SwarmKey, [string]>(
        `SELECT torrents.id AS torrentId, info_hash_v1 AS infoHashV1, info_hash_v2 AS infoHashV2
         FROM json_each(?) AS wanted CROSS JOIN torrents ON torrents.id = wanted.value
         WHERE state = 0 ORDER BY wanted.key`,
      )
      .all(JSON.stringify(ids));
  }

  /** The torrent of an info-hash: 20 bytes of version 1, 32 of version 2, or the 20 that trackers know those by. */
  idOf(infoHash: Uint8Array): number | null {
    return torrentByInfoHash(this.database, infoHash);
  }

  /**
   * Stores counts; one that is older than what is known is left out. A torrent that had no seeder and has one now was
   * revived if somebody confirmed it in the week before. Call inside a write transaction.
   * @returns how many were stored, and the revivals
   */
  apply(writer: IndexWriter, swarms: readonly CountedSwarm[], now: number): { stored: number; revived: Revival[] } {
    const revived: Revival[] = [];
    let stored = 0;
    for (const { torrentId, at, ...swarm } of swarms) {
      const seenAt = this.seenAt(torrentId);
      // One that lies in the future was noted before the clock was set back.
      if (seenAt === undefined || (seenAt !== null && seenAt > at && seenAt <= now)) continue;
      const before = writer.setSwarm(torrentId, swarm, at);
      stored++;
      if (before === 0 && swarm.seeders > 0) revived.push(...this.revive(torrentId, swarm.seeders, at));
    }
    return { stored, revived };
  }

  private seenAt(torrentId: number): number | null | undefined {
    const sql = "SELECT swarm_seen_at AS seenAt FROM torrents WHERE id = ?";
    return this.database.query<{ seenAt: number | null }, [number]>(sql).get(torrentId)?.seenAt;
  }

  private revive(torrentId: number, seeders: number, at: number): Revival[] {
    const pending = this.database
      .query<{ userId: string | null; confirmedAt: number }, [number]>(
        `DELETE FROM pending_revivals WHERE torrent_id = ?
         RETURNING user_id AS userId, confirmed_at AS confirmedAt`,
      )
      .get(torrentId);
    if (!pending || pending.confirmedAt < at - REVIVAL_MS) return [];
    this.database
      .query("INSERT INTO revivals (at, torrent_id, user_id, confirmed_at, seeders) VALUES (?, ?, ?, ?, ?)")
      .run(at, torrentId, pending.userId, pending.confirmedAt, seeders);
    this.database
      .query("INSERT INTO daily (day, revived) VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET revived = revived + 1")
      .run(dayOf(at));
    return this.revivals(1);
  }

  /**
   * Notes that a user says he holds torrents, where nobody seeds them: the first who says so within a week. Call inside
   * a write transaction.
   */
  confirm(infoHashes: readonly Uint8Array[], userId: string | null, at: number): void {
    const note = this.database.query(
      `INSERT INTO pending_revivals (torrent_id, user_id, confirmed_at)
       SELECT id, ?2, ?3 FROM torrents WHERE id = ?1 AND seeders = 0
       ON CONFLICT (torrent_id) DO UPDATE SET user_id = excluded.user_id, confirmed_at = excluded.confirmed_at
         WHERE confirmed_at < excluded.confirmed_at - ?4`,
    );
    for (const id of torrentsByInfoHashes(this.database, infoHashes)) note.run(id, userId, at, REVIVAL_MS);
  }

  /** Forgets confirmations that nothing came of. Answers how many. */
  expire(now: number): number {
    return this.database.query("DELETE FROM pending_revivals WHERE confirmed_at < ?").run(now - REVIVAL_MS).changes;
  }

  /** Torrents that were confirmed and have no seeder yet. */
  pending(): number {
    return this.database.query<{ n: number }, []>("SELECT count(*) AS n FROM pending_revivals").get()?.n ?? 0;
  }

  /** The newest revivals first. */
  revivals(limit: number): Revival[] {
    return this.database
      .query<Revival, [number]>(
        `SELECT torrent_id AS torrentId, coalesce(info_hash_v1, info_hash_v2) AS infoHash, name, user_id AS userId,
           confirmed_at AS confirmedAt, at, revivals.seeders AS seeders
         FROM revivals JOIN torrents ON torrents.id = torrent_id ORDER BY revivals.id DESC LIMIT ?`,
      )
      .all(limit);
  }

  /** Those with a higher id, `limit` of them, in ascending order, as a site rewards them. */
  revivalsAfter(id: number, limit: number): RevivalLine[] {
    return this.database
      .query<RevivalLine, [number, number]>(
        `SELECT revivals.id, at, user_id AS user, torrent_id AS torrentId, external_id AS externalId, 'report' AS way,
           coalesce(info_hash_v1, info_hash_v2) AS infoHash
         FROM revivals JOIN torrents ON torrents.id = torrent_id
         WHERE revivals.id > ? ORDER BY revivals.id LIMIT ?`,
      )
      .all(id, limit);
  }

  /** How many torrents were revived since the beginning. */
  revived(): number {
    return this.database.query<{ n: number }, []>("SELECT coalesce(sum(revived), 0) AS n FROM daily").get()?.n ?? 0;
  }

  /** Torrents on offer without a seeder: those that most are waiting for, then those that most users say they hold. */
  mostNeeded(limit: number): NeededTorrent[] {
    return this.database
      .query<NeededTorrent, [number]>(
        `SELECT id AS torrentId, coalesce(info_hash_v1, info_hash_v2) AS infoHash, name, leechers,
           coalesce(confirmed, 0) AS confirmed
         FROM torrents LEFT JOIN torrent_activity ON torrent_id = id
         WHERE seeders = 0 AND state = 0 ORDER BY leechers DESC, confirmed DESC, id LIMIT ?`,
      )
      .all(limit);
  }
}
