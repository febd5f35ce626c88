import type { Database } from "bun:sqlite";
import { explain } from "../database/database-error.ts";
import { openState } from "./open-state.ts";

/** A torrent that a server offered, as it is remembered: without anybody's announce address. */
export interface OfferedTorrent {
  infoHash: Uint8Array;
  torrentId: number;
  seeders: number | null;
  torrent: Uint8Array;
  /** The server was told what came of it. */
  reported: boolean;
}

/** What verification found of a torrent, as JSON text, and for which local files. */
export interface StoredResult {
  fingerprint: Uint8Array;
  verdict: string;
}

/** What a user's machine remembers between two runs. Every method throws ReseederError `DATABASE_…`. */
export class MatchState implements Disposable {
  private readonly database: Database;

  constructor(readonly path: string) {
    this.database = openState(path);
  }

  [Symbol.dispose](): void {
    this.database.close();
  }

  /** The number of a server. @param address without secrets */
  source(address: string): number {
    return this.explained(() => {
      this.database.query("INSERT OR IGNORE INTO sources (address) VALUES (?)").run(address);
      const row = this.database
        .query<{ id: number }, [string]>("SELECT id FROM sources WHERE address = ?")
        .get(address);
      return row?.id ?? 0;
    });
  }

  /** Which files a server was asked about since a time. @param since Unix milliseconds */
  asked(source: number, since: number): Set<number> {
    return this.explained(() => {
      const sql = "SELECT file FROM asked WHERE source = ? AND at >= ?";
      const rows = this.database.query<{ file: number }, [number, number]>(sql).iterate(source, since);
      const files = new Set<number>();
      for (const { file } of rows) files.add(file);
      return files;
    });
  }

  /** Notes that a server was asked about files. */
  noteAsked(source: number, files: Iterable<number>, at: number): void {
    const insert = this.database.query("INSERT OR REPLACE INTO asked (source, file, at) VALUES (?, ?, ?)");
    this.write(() => {
      for (const file of files) insert.run(source, file, at);
    });
  }

  /** Every torrent that a server offered, one at a time. */
  *offered(source: number): Generator<OfferedTorrent> {
    // Each by itself: torrents have megabytes, and the table may be written to meanwhile.
    const next = this.database.query<Row, [number, Uint8Array]>(
      `SELECT info_hash, torrent_id, seeders, torrent, reported FROM offered
       WHERE source = ? AND info_hash > ? ORDER BY info_hash LIMIT 1`,
    );
    for (let after = new Uint8Array(); ; ) {
      const row = this.explained(() => next.get(source, after));
      if (row === null) return;
      yield offeredOf(row);
      after = new Uint8Array(row.info_hash);
    }
  }

  /** The .torrent that a server offered, without secrets; null where it is not known. */
  offeredTorrent(source: number, infoHash: Uint8Array): Uint8Array | null {
    const sql = "SELECT torrent FROM offered WHERE source = ? AND info_hash = ?";
    return this.explained(
      () =>
        this.database.query<{ torrent: Uint8Array }, [number, Uint8Array]>(sql).get(source, infoHash)?.torrent ?? null,
    );
  }

  noteOffered(source: number, { infoHash, torrentId, seeders, torrent }: OfferedTorrent): void {
    const sql = `INSERT INTO offered (source, info_hash, torrent_id, seeders, torrent) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET torrent_id = excluded.torrent_id, seeders = excluded.seeders, torrent = excluded.torrent`;
    this.write(() => this.database.query(sql).run(source, infoHash, torrentId, seeders, torrent));
  }

  forgetOffered(source: number, infoHash: Uint8Array): void {
    const sql = "DELETE FROM offered WHERE source = ? AND info_hash = ?";
    this.write(() => this.database.query(sql).run(source, infoHash));
  }

  noteReported(source: number, infoHashes: readonly Uint8Array[]): void {
    const update = this.database.query("UPDATE offered SET reported = 1 WHERE source = ? AND info_hash = ?");
    this.write(() => {
      for (const infoHash of infoHashes) update.run(source, infoHash);
    });
  }

  result(infoHash: Uint8Array): StoredResult | null {
    const sql = "SELECT fingerprint, verdict FROM results WHERE info_hash = ?";
    return this.explained(() => this.database.query<StoredResult, [Uint8Array]>(sql).get(infoHash));
  }

  noteResult(infoHash: Uint8Array, { fingerprint, verdict }: StoredResult, at: number): void {
    const sql = "INSERT OR REPLACE INTO results (info_hash, fingerprint, verdict, at) VALUES (?, ?, ?, ?)";
    this.write(() => this.database.query(sql).run(infoHash, fingerprint, verdict, at));
  }

  /** The ctime that a file had before links of ours gave it the one that it has; null where they did not. */
  ctimeBefore(dev: bigint, ino: bigint, ctime: bigint): bigint | null {
    const sql = "SELECT was FROM own_changes WHERE dev = ? AND ino = ? AND ctime = ?";
    const row = this.explained(() =>
      this.database.query<{ was: string }, [string, string, string]>(sql).get(`${dev}`, `${ino}`, `${ctime}`),
    );
    return row === null ? null : BigInt(row.was);
  }

  private write(change: () => unknown): void {
    this.explained(() => this.database.transaction(change).immediate());
  }

  private explained<T>(action: () => T): T {
    return explain(this.path, action);
  }
}

interface Row {
  info_hash: Uint8Array;
  torrent_id: number;
  seeders: number | null;
  torrent: Uint8Array;
  reported: number;
}

function offeredOf(row: Row): OfferedTorrent {
  const { info_hash: infoHash, torrent_id: torrentId, seeders, torrent, reported } = row;
  return { infoHash, torrentId, seeders, torrent, reported: reported === 1 };
}
