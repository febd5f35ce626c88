import { ReseederError } from "../../core/errors.ts";
import { scrapeAddresses } from "../../core/scrape/scrape-url.ts";
import type { Settings } from "../../core/settings/settings.ts";
import type { Store } from "../../store/store.ts";
import { Stores } from "../runtime/stores.ts";
import { listBringsCounts } from "../scrape/list-counts.ts";
import { type ScrapeOptions, type ScrapeSummary, scrape } from "../scrape/scrape.ts";
import { nextRunAt, type ScheduledWork, type ScheduleOptions } from "./schedule.ts";

export interface ScrapeScheduleOptions extends ScheduleOptions {
  /** What is not the operator's to say. */
  how?: Pick<ScrapeOptions, "wait" | "sourceOf">;
}

const MINUTE_MS = 60_000;
/** For a round by hand where the setting says nothing. */
const UNSET_INTERVAL_MS = 60 * MINUTE_MS;

/**
 * How a round goes, as the settings say. What was counted within the last half of the interval, by a round or a push,
 * is left out.
 * @throws ReseederError FAILED when no tracker can be asked, or its answers are known to be wrong
 */
export function scrapeSettings(
  settings: Settings,
  now: number,
): Pick<ScrapeOptions, "addresses" | "batch" | "pauseMs" | "before"> {
  if (settings.tracker === "udpt") {
    const message = "tracker is udpt, which is not scraped: it reports seeders that uploaded nothing yet as leechers";
    throw new ReseederError("FAILED", message, {
      hint: "Run `reseeder tracker sync`, which counts the peers of each torrent. serve does so in each round.",
    });
  }
  const { addresses, problems } = scrapeAddresses(settings);
  if (addresses.length === 0) {
    const why = problems[0] ?? "neither scrape_urls nor announce_urls is set";
    throw new ReseederError("FAILED", `There is no tracker to scrape: ${why}`, {
      hint: "Run `reseeder settings set scrape_urls URL`, or `reseeder scrape URL`.",
    });
  }
  const interval = settings.scrape_interval_minutes * MINUTE_MS || UNSET_INTERVAL_MS;
  return { addresses, batch: settings.scrape_batch, pauseMs: settings.scrape_pause_ms, before: now - interval / 2 };
}

/**
 * When the next round is due, in Unix milliseconds: an interval after the last one, at once where there was none. Null
 * where the setting turns them off, no tracker can be asked, or the tracker's list brings the counts.
 */
export function nextScrapeAt(store: Store, now: number): number | null {
  const { settings } = store.settings.read();
  const interval = settings.scrape_interval_minutes * MINUTE_MS;
  if (interval === 0 || scrapeAddresses(settings).addresses.length === 0) return null;
  if (listBringsCounts(store)) return null;
  return nextRunAt(store, "scrape", interval, now, now - interval);
}

/** Asks the tracker for counts from time to time, beside everything else that a process does. */
export function scheduledScrape({
  how = {},
  path,
  log,
  clock = Date.now,
}: ScrapeScheduleOptions): ScheduledWork<ScrapeSummary> {
  let isTold = false;
  return {
    kind: "scrape",
    due(store, now) {
      const isIdle = store.settings.read().settings.scrape_interval_minutes > 0 && listBringsCounts(store);
      if (isIdle && !isTold) log("info", "scrape_interval_minutes has no effect: seeders come with the tracker's list");
      isTold = isIdle;
      return nextScrapeAt(store, now);
    },
    async make(_, signal) {
      const stores = new Stores(path, { busyTimeoutMs: 20, relaxed: true });
      try {
        const { settings } = stores.use((store) => store.settings.read());
        let last: ScrapeSummary | null = null;
        for await (const event of scrape(stores, { ...scrapeSettings(settings, clock()), signal, clock, ...how })) {
          if (event.type === "done") last = event;
          else if (event.type === "trouble") log("warn", `scrape: ${event.tracker}: ${event.problem}`);
          else if (event.type === "revived") {
            const { torrent_id, info_hash, seeders } = event;
            log("info", "torrent revived", { torrent_id, info_hash, seeders });
          }
        }
        if (last === null) throw new Error("the round ended without a summary");
        return last;
      } finally {
        stores.close();
      }
    },
    ended({ status, due, counted, dead, revived, problem, duration_ms: ms }, log) {
      const fields = { due, counted, dead, revived, ms };
      if (status === "failed" || status === "partly") log("error", "scrape", { ...fields, status, error: problem });
      else if (status === "done") log("info", "scraped", fields);
      else log("info", "scrape cancelled: stopping", fields);
      return status;
    },
  };
}
