import type { Log } from "../core/log.ts";
import { type Network, parseNetworks } from "../core/networks.ts";
import { resolveSettings, type Settings } from "../core/settings.ts";
import type { Store } from "../store/store.ts";

/** The settings as the table has them at each request; nonsense in the table is logged once, not once a request. */
export class LiveSettings {
  /** As last read; the defaults before that. */
  settings: Settings = resolveSettings(new Map()).settings;
  private reported = new Set<string>();
  private networks: { text: string; list: Network[] } | null = null;

  constructor(private readonly log: Log) {}

  /** Reads the table. */
  read(store: Store): Settings {
    const { settings, problems } = store.settings.read();
    this.settings = settings;
    this.report([...problems, ...this.proxyProblems()]);
    return settings;
  }

  /** Peers whose word on the client's address is believed. */
  get trustedProxies(): readonly Network[] {
    const text = this.settings.trusted_proxies;
    if (this.networks?.text !== text) this.networks = { text, list: parseNetworks(text).networks };
    return this.networks.list;
  }

  private proxyProblems(): string[] {
    if (this.networks?.text === this.settings.trusted_proxies) return [...this.reported].filter(isAboutProxies);
    return parseNetworks(this.settings.trusted_proxies).problems.map((problem) => `${ABOUT_PROXIES}${problem}`);
  }

  private report(problems: readonly string[]): void {
    for (const problem of problems) {
      if (!this.reported.has(problem)) this.log("warn", `setting ${problem}`);
    }
    // What was mended and is broken again is worth a new line.
    this.reported = new Set(problems);
  }
}

const ABOUT_PROXIES = "trusted_proxies: ";
const isAboutProxies = (problem: string) => problem.startsWith(ABOUT_PROXIES);
