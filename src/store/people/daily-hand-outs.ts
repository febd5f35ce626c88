import type { Database } from "bun:sqlite";

/** Which torrents each user got on one UTC day. */
export class DailyHandOuts {
  constructor(private readonly database: Database) {}

  /**
   * Counts torrents that are about to go out, up to a number of distinct ones a day; those that he got that day already
   * are free. What was counted on earlier days is forgotten. Call inside a write transaction.
   * @param who a name that stands for the user
   * @param torrentIds those that come first matter most
   * @returns the torrents that may go out
   */
  take(day: string, who: string, torrentIds: readonly number[], limit: number): Set<number> {
    this.database.query("DELETE FROM daily_hand_outs WHERE day < ?").run(day);
    const rows = this.database
      .query<unknown, [string, string]>("SELECT torrent_id FROM daily_hand_outs WHERE day = ? AND who = ?")
      .values(day, who);
    const taken = new Set(rows.map((row) => row[0] as number));
    const insert = this.database.query("INSERT INTO daily_hand_outs (day, who, torrent_id) VALUES (?, ?, ?)");
    const allowed = new Set<number>();
    for (const id of torrentIds) {
      if (!taken.has(id)) {
        if (taken.size >= limit) continue;
        insert.run(day, who, id);
        taken.add(id);
      }
      allowed.add(id);
    }
    return allowed;
  }
}
