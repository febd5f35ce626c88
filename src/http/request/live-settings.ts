import { type Network, parseNetworks } from "../../core/access/networks.ts";
import type { Log } from "../../core/log.ts";
import { resolveSettings, type Settings } from "../../core/settings/settings.ts";
import type { Store } from "../../store/store.ts";
import { settingProblems } from "../../work/settings/setting-problems.ts";

/** The settings as the table has them at each request; nonsense in the table is logged once, not once a request. */
export class LiveSettings {
  /** As last read; the defaults before that. */
  settings: Settings = resolveSettings(new Map()).settings;
  /** False as long as nothing could be read: what holds is not known then. */
  isKnown = false;
  private reported = new Set<string>();
  private proxies = { text: "", ...parseNetworks("") };

  constructor(private readonly log: Log) {}

  /** Reads the table. */
  read(store: Store): Settings {
    const { settings, problems } = store.settings.read();
    this.settings = settings;
    this.isKnown = true;
    const proxies = this.parsedProxies().problems.map((problem) => `trusted_proxies: ${problem}`);
    this.report([...problems, ...proxies, ...closedDoors(settings)]);
    return settings;
  }

  /** Peers whose word on the client's address is believed. */
  get trustedProxies(): readonly Network[] {
    return this.parsedProxies().networks;
  }

  private parsedProxies() {
    const text = this.settings.trusted_proxies;
    if (this.proxies.text !== text) this.proxies = { text, ...parseNetworks(text) };
    return this.proxies;
  }

  private report(problems: readonly string[]): void {
    for (const problem of problems) {
      if (!this.reported.has(problem)) this.log("warn", `setting ${problem}`);
    }
    // What was mended and is broken again is worth a new line.
    this.reported = new Set(problems);
  }
}

/** What keeps people out, or torrents back, until an operator mends it. */
function closedDoors(settings: Settings): string[] {
  return settingProblems(settings).map(({ key, problem, means }) => `${key}: ${problem}; ${means}`);
}
