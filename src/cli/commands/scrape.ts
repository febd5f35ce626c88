import { resolve } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { scrapeProblem } from "../../core/scrape/scrape-url.ts";
import { scrapeSettings } from "../../work/jobs/scrape-schedule.ts";
import { withHeartbeat } from "../../work/observe/heartbeat.ts";
import { Stores } from "../../work/runtime/stores.ts";
import { scrapeNow } from "../../work/scrape/scrape-now.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../command.ts";
import { ProgressLine, writeJson } from "../output/output.ts";
import { formatScrapeEvent, scrapeProgress } from "../output/scrape-output.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  all: { type: "boolean", description: "Ask about all torrents, not only those that are due" },
} as const;

/** How long a write waits for another process. */
const BUSY_MS = 5_000;

/** `reseeder scrape [URL…]` */
const command = defineCommand({
  args,
  operands: {
    names: { "URL…": "Scrape or announce URLs (default: from the settings)" },
    min: 0,
    max: Number.POSITIVE_INFINITY,
    choices: [],
  },
  examples: [
    ["reseeder scrape", "Ask the URLs in the settings about all that is due"],
    [
      "reseeder scrape https://tracker.example/scrape udp://tracker.example:6969",
      "Ask the second URL if the first fails",
    ],
    ["reseeder scrape --all --json", "Ask about every torrent and print lines of JSON"],
  ],
  async run({ io, flags, operands }) {
    const path = resolve(io.cwd, flags.db);
    const given = operands.join(",");
    const problem = given === "" ? null : scrapeProblem(given);
    if (problem !== null) throw new ReseederError("USAGE", problem);
    const stores = new Stores(path, { busyTimeoutMs: BUSY_MS, relaxed: true });
    const progress = new ProgressLine(io);
    const round = async () => {
      const { settings } = stores.use((store) => store.settings.read());
      const said = given === "" ? settings : { ...settings, scrape_urls: given };
      const options = { ...scrapeSettings(said, io.clock()), signal: io.signal, clock: io.clock };
      const since = io.clock();
      const { status } = await scrapeNow(stores, flags.all ? { ...options, before: null } : options, (event) => {
        if (flags.json) return writeJson(io.out, event);
        if (event.type === "progress") return progress.show(scrapeProgress(event, io.clock() - since));
        progress.clear();
        formatScrapeEvent(io, event);
      });
      return EXIT[status];
    };
    return withHeartbeat(path, "scrape", round).finally(() => stores.close());
  },
});

const EXIT = { done: 0, partly: 3, failed: 1, cancelled: 1 } as const;

export default command;
