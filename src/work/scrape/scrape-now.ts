import { ReseederError } from "../../core/errors.ts";
import type { Store } from "../../store/store.ts";
import { Lease } from "../runtime/lease.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";
import { type ScrapeEvent, type ScrapeOptions, type ScrapeSummary, scrape } from "./scrape.ts";

/**
 * One round of scraping by hand: at most one at a time on a database, so that no tracker is asked by two processes. It
 * is noted among the runs.
 * @throws ReseederError FAILED while another process does it; `DATABASE_…`
 */
export async function scrapeNow(
  stores: Stores,
  options: ScrapeOptions & { clock: () => number },
  tell: (event: ScrapeEvent) => void,
): Promise<ScrapeSummary> {
  const lease = new Lease("scrape", options.clock);
  const run = await writeRetryingWhileBusy(stores, (store) => lease.take(store));
  if (run === null) {
    throw new ReseederError("FAILED", `Another process is already scraping for ${stores.path}`, {
      hint: "Wait until it ends. If it is serve, you can set scrape_interval_minutes to 0.",
    });
  }
  const attempt = (write: (store: Store) => void) => {
    try {
      stores.use((store) => store.write(() => write(store)));
    } catch {
      // A lease ends by itself, and the round meets the same trouble where it matters.
    }
  };
  return lease.hold(attempt, async () => {
    try {
      for await (const event of scrape(stores, options)) {
        tell(event);
        if (event.type !== "done") continue;
        attempt((store) => lease.end(store, run, event.status, event));
        return event;
      }
      throw new Error("the round ended without a summary");
    } catch (error) {
      const { code = "FAILED", message = String(error) } = error as { code?: string; message?: string };
      attempt((store) => lease.end(store, run, "failed", { code, message }));
      throw error;
    }
  });
}
