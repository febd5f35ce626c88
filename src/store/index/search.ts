import type { Database } from "bun:sqlite";
import { readFileList } from "../../core/content/file-list.ts";
import { searchText } from "../../core/content/search-terms.ts";

/** Torrents, and bytes of their file lists, of one write: it lasts some milliseconds. */
const BATCH = 100;
const BATCH_BYTES = 256 * 1024;

/**
 * The words of names and file names, filled behind the index: torrents are never deleted, their files never change and
 * their ids ascend in the order of commits, so one number says how far it has come.
 */
export class Search {
  constructor(private readonly database: Database) {}

  /** True when every torrent can be found by its words. */
  isComplete(): boolean {
    const sql =
      "SELECT (SELECT searchable FROM totals WHERE id = 1) >= coalesce((SELECT max(id) FROM torrents), 0) AS up";
    return this.database.query<{ up: number }, []>(sql).get()?.up === 1;
  }

  /** How many torrents cannot be found by their words yet. */
  behind(): number {
    const sql = "SELECT count(*) AS n FROM torrents WHERE id > (SELECT searchable FROM totals WHERE id = 1)";
    return this.database.query<{ n: number }, []>(sql).get()?.n ?? 0;
  }

  /**
   * Takes in the next few torrents; call inside a write transaction, in which nobody else can take in the same ones.
   * @returns how many; 0 when there are none left
   */
  fill(): number {
    const pending = this.database.query<{ id: number; name: string; list: Uint8Array | null }, [number]>(
      `SELECT id, name, list FROM torrents LEFT JOIN file_lists ON torrent_id = id
       WHERE id > (SELECT searchable FROM totals WHERE id = 1) ORDER BY id LIMIT ?`,
    );
    const insert = this.database.query("INSERT INTO search (rowid, words) VALUES (?, ?)");
    let [count, bytes, last] = [0, 0, 0];
    for (const { id, name, list } of pending.iterate(BATCH)) {
      insert.run(id, searchText(name, list ? pathsOf(list) : []));
      count++;
      last = id;
      bytes += list?.length ?? 0;
      if (bytes > BATCH_BYTES) break;
    }
    if (count > 0) this.database.query("UPDATE totals SET searchable = ?").run(last);
    return count;
  }

  /**
   * Ids of torrents that a query (core/content/search-terms.ts) finds, the highest first or last.
   * @param beyond only lower ids, or only higher ones
   */
  find(query: string, order: "newest" | "oldest", beyond: number, limit: number): number[] {
    const [comparison, direction] = order === "newest" ? ["<", "DESC"] : [">", "ASC"];
    const rows = this.database
      .query<unknown, [string, number, number]>(
        `SELECT rowid FROM search WHERE search MATCH ? AND rowid ${comparison} ? ORDER BY rowid ${direction} LIMIT ?`,
      )
      .values(query, beyond, limit);
    return rows.map((row) => row[0] as number);
  }
}

function* pathsOf(list: Uint8Array): Generator<string> {
  for (const { path } of readFileList(list)) yield path;
}
