import type { Log } from "../../core/log.ts";
import type { Environment } from "../runtime/secret-text.ts";
import { finishLeftOver } from "../scan/finish-indexing.ts";
import { SearchIndex } from "../torrents/search-index.ts";
import { scheduledBackup } from "./backup-schedule.ts";
import { scheduledRetention } from "./retention-schedule.ts";
import { Schedule } from "./schedule.ts";
import { scheduledScrape } from "./scrape-schedule.ts";
import { scheduledTracker } from "./tracker-schedule.ts";

export interface ServeTasksOptions {
  /** The database. */
  path: string;
  log: Log;
  /** Unix milliseconds. */
  clock: () => number;
  /** Where the DSN of the tracker's database stands. */
  env: Environment;
}

/** What a server does beside answering: backups, retention, scrapes, the tracker's list, search terms, and what a killed process left. */
export class ServeTasks {
  private readonly leftOver: Promise<void>;
  private readonly schedules;
  private readonly search: SearchIndex;

  /** Starts all of it. */
  constructor(options: ServeTasksOptions) {
    this.leftOver = finishLeftOver(options.path, options.log);
    this.schedules = [
      new Schedule(options, scheduledBackup(options)),
      new Schedule(options, scheduledRetention(options)),
      new Schedule(options, scheduledScrape(options)),
      new Schedule(options, scheduledTracker(options)),
    ];
    this.search = new SearchIndex(options);
  }

  /** Ends all of it, each at its next step. */
  async stop(): Promise<void> {
    this.search.stop();
    await Promise.all([this.leftOver, ...this.schedules.map((schedule) => schedule.stop())]);
  }
}
