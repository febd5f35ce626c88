/** What a round of scraping tells as it goes; JSON lines of `reseeder scrape` (docs/json.md). */
export type ScrapeEvent =
  | { type: "started"; due: number; trackers: string[] }
  | { type: "progress"; counted: number; due: number }
  | { type: "trouble"; tracker: string; problem: string }
  | {
      type: "revived";
      torrent_id: number;
      info_hash: string;
      name: string;
      seeders: number;
      user_id: string | null;
      confirmed_at: string;
    }
  | ScrapeSummary;

/** What came of a round. */
export interface ScrapeSummary {
  type: "done";
  /** partly: some were counted before no tracker answered any more. cancelled: it was told to stop. */
  status: "done" | "partly" | "failed" | "cancelled";
  /** Torrents that were to be counted. */
  due: number;
  counted: number;
  /** Of those counted, without a seeder. */
  dead: number;
  revived: number;
  /** Torrents whose counts could not be true. */
  implausible: number;
  requests: number;
  /** The last thing that went wrong; null when nothing did. */
  problem: string | null;
  duration_ms: number;
}
