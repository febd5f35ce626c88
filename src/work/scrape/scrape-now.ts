import { runNow } from "../runtime/run-now.ts";
import type { Stores } from "../runtime/stores.ts";
import { type ScrapeEvent, type ScrapeOptions, type ScrapeSummary, scrape } from "./scrape.ts";

/**
 * One round of scraping by hand: at most one at a time on a database, so that no tracker is asked by two processes. It
 * is noted among the runs.
 * @throws ReseederError FAILED while another process does it; `DATABASE_…`
 */
export function scrapeNow(
  stores: Stores,
  options: ScrapeOptions & { clock: () => number },
  tell: (event: ScrapeEvent) => void,
): Promise<ScrapeSummary> {
  const busy = {
    message: `Another process is already scraping for ${stores.path}`,
    hint: "Wait until it ends. If it is serve, you can set scrape_interval_minutes to 0.",
  };
  return runNow(stores, "scrape", options.clock, busy, async () => {
    for await (const event of scrape(stores, options)) {
      tell(event);
      if (event.type === "done") return { result: event, status: event.status, summary: event };
    }
    throw new Error("the round ended without a summary");
  });
}
