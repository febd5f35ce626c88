import { parseHosts } from "../../core/access/allowed-hosts.ts";
import { parseOrigins } from "../../core/access/foreign-page.ts";
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
  private readonly proxies = parsedOnce(parseNetworks);
  private readonly origins = parsedOnce(parseOrigins);
  private readonly hosts = parsedOnce(parseHosts);

  constructor(private readonly log: Log) {}

  /** Reads the table. */
  read(store: Store): Settings {
    const { settings, problems } = store.settings.read();
    this.settings = settings;
    this.isKnown = true;
    const proxies = this.proxies(settings.trusted_proxies).problems.map((problem) => `trusted_proxies: ${problem}`);
    this.report([...problems, ...proxies, ...closedDoors(settings)]);
    return settings;
  }

  /** Peers whose word on the client's address is believed. */
  get trustedProxies(): readonly Network[] {
    return this.proxies(this.settings.trusted_proxies).networks;
  }

  /** Other sites whose pages may ask. */
  get allowedOrigins(): ReadonlySet<string> {
    return this.origins(this.settings.allowed_origins).origins;
  }

  /** Names under which the server may be asked; none for any. Nonsense alone is no name, and allows none. */
  get allowedHosts(): ReadonlySet<string> {
    const { hosts, problems } = this.hosts(this.settings.allowed_hosts);
    return hosts.size === 0 && problems.length > 0 ? NO_OTHER : hosts;
  }

  private report(problems: readonly string[]): void {
    for (const problem of problems) {
      if (!this.reported.has(problem)) this.log("warn", `setting ${problem}`);
    }
    // What was mended and is broken again is worth a new line.
    this.reported = new Set(problems);
  }
}

/** Beside addresses and this machine's own names. */
const NO_OTHER: ReadonlySet<string> = new Set(["localhost"]);

/** What a setting means, made anew when its text has changed. */
function parsedOnce<T>(parse: (text: string) => T): (text: string) => T {
  let last = { text: "", value: parse("") };
  return (text) => {
    if (last.text !== text) last = { text, value: parse(text) };
    return last.value;
  };
}

/** What keeps people out, or torrents back, until an operator mends it. */
function closedDoors(settings: Settings): string[] {
  return settingProblems(settings).map(({ key, problem, means }) => `${key}: ${problem}; ${means}`);
}
