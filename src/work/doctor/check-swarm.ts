import { formatAge } from "../../core/quantity.ts";
import { scrapeAddresses } from "../../core/scrape/scrape-url.ts";
import type { Store } from "../../store/store.ts";
import { type Finding, findings } from "../observe/finding.ts";
import { listBringsCounts } from "../scrape/list-counts.ts";

const MINUTE_MS = 60_000;
/** A round of a large tracker takes a while, and one may fail. */
const MISSED_ROUNDS = 3;

/** Whether counts of seeders come in where they were asked for. */
export function* checkSwarm(store: Store, now: number): Generator<Finding> {
  const { ok, info, warning } = findings("swarm");
  const { settings } = store.settings.read();
  const { scrape_interval_minutes: minutes } = settings;
  const { torrents, counted } = store.statistics.totals();
  const [run] = store.runs.newest("scrape", 1, ["done", "partly", "failed"]);
  if (listBringsCounts(store)) {
    yield ok(`Seeders come with the tracker's list, and are known for ${counted} of ${torrents} torrents`);
    return;
  }
  if (minutes === 0) {
    const known = `Seeders are known for ${counted} of ${torrents} torrents`;
    const how = "Set scrape_urls and scrape_interval_minutes, or send counts to /api/v1/swarm (docs/swarm.md).";
    yield counted === 0 && torrents > 0
      ? info("Seeders are not counted, so matches cannot list dead torrents first", how)
      : ok(known);
    return;
  }
  const { addresses, problems } = scrapeAddresses(settings);
  if (addresses.length === 0) {
    // What is wrong with scrape_urls themselves is told with the other settings.
    if (settings.scrape_urls.trim() !== "") return;
    const why = problems[0] ?? "neither scrape_urls nor announce_urls is set";
    yield warning(`The tracker cannot be scraped: ${why}`, "Run `reseeder settings set scrape_urls URL`.");
    return;
  }
  if (!run) {
    yield info("The tracker was not scraped yet", "Check that `reseeder serve` is running, or run `reseeder scrape`.");
    return;
  }
  const ago = `${formatAge(now - run.startedAt)} ago`;
  const summary = (run.summary ?? {}) as { problem?: string | null; message?: string };
  if (run.status !== "done") {
    const why = summary.problem ?? summary.message ?? "unknown reason";
    const what = run.status === "failed" ? "failed" : "stopped early";
    yield warning(`The last scrape, ${ago}, ${what}: ${why}`, "Run `reseeder scrape` to see why.");
  } else if (now - run.startedAt > MISSED_ROUNDS * minutes * MINUTE_MS) {
    const what = `The last scrape was ${ago}, although one is due every ${minutes} min`;
    yield warning(what, "Check that `reseeder serve` is running, or run `reseeder scrape`.");
  } else yield ok(`The tracker was scraped ${ago}; seeders are known for ${counted} of ${torrents} torrents`);
}
